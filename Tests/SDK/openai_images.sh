#!/usr/bin/env bash
# OpenAI's own Python client, unmodified, against `aquatint emulate`.
#   Tests/SDK/openai_images.sh [PROGRAM]       default: .build/debug/aquatint
# Exit codes: 0 passed, 1 failed, 77 skipped because PyPI or Python is out of reach.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
program=${1:-$here/../../.build/debug/aquatint}
work=$(mktemp -d)
emulator=
cleanup() {
  if [ -n "$emulator" ]; then kill "$emulator" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT

[ -x "$program" ] || { echo "skipped: $program is not built"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: there is no python3"; exit 77; }

"$program" emulate --port 0 --format json --log >"$work/emulator.log" &
emulator=$!
for _ in $(seq 100); do
  grep -q '"port"' "$work/emulator.log" && break
  kill -0 "$emulator" 2>/dev/null || { echo "failed: the emulator ended"; exit 1; }
  sleep 0.1
done
port=$(grep -m 1 '"port"' "$work/emulator.log" | python3 -c 'import json, sys; print(json.load(sys.stdin)["port"])')

python3 -m venv "$work/venv"
if ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check openai >"$work/pip.log" 2>&1; then
  echo "skipped: openai could not be installed"
  tail -n 3 "$work/pip.log"
  exit 77
fi
release=$("$work/venv/bin/python" -c 'import openai; print(openai.__version__)')
env -u http_proxy -u https_proxy -u HTTP_PROXY -u HTTPS_PROXY -u ALL_PROXY -u all_proxy \
  "$work/venv/bin/python" "$here/openai_images.py" "http://127.0.0.1:$port" "$release"
if grep -q "sdk-test-key" "$work/emulator.log"; then echo "failed: the log holds the key"; exit 1; fi
echo "passed"
