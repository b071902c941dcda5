#!/usr/bin/env bash
# Google's own Python SDK, unmodified, against `aquatint emulate`: a 1.x that speaks v1beta and a 3.x that speaks v1.
#   Tests/SDK/google_genai.sh [PROGRAM]       default: .build/debug/aquatint
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

for version in "1.52.0 /v1beta/" "3.4.0 /v1/"; do
  read -r release path <<<"$version"
  python3 -m venv "$work/$release"
  if ! "$work/$release/bin/pip" install --quiet --disable-pip-version-check "google-genai==$release" >"$work/pip.log" 2>&1; then
    echo "skipped: google-genai $release could not be installed"
    tail -n 3 "$work/pip.log"
    exit 77
  fi
  env -u http_proxy -u https_proxy -u HTTP_PROXY -u HTTPS_PROXY -u ALL_PROXY -u all_proxy \
    "$work/$release/bin/python" "$here/google_genai.py" "http://127.0.0.1:$port" "$release"
  count=$(grep -c "\"path\":\"${path}models/.*:generateContent\"" "$work/emulator.log" || true)
  [ "$count" -ge 3 ] || { echo "failed: google-genai $release made $count of 3 calls below $path"; exit 1; }
  jobs=$(grep -c "\"path\":\"${path}models/.*:batchGenerateContent\"" "$work/emulator.log" || true)
  [ "$jobs" -eq 2 ] || { echo "failed: google-genai $release submitted $jobs of 2 jobs below $path"; exit 1; }
  if grep -q "sdk-test-key" "$work/emulator.log"; then echo "failed: the log holds the key"; exit 1; fi
done
echo "passed"
