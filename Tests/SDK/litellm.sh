#!/usr/bin/env bash
# The program through a LiteLLM proxy (PyPI) that passes requests on to `aquatint emulate`: pictures as without it, and costs as LiteLLM's
# own price map has them.
#   Tests/SDK/litellm.sh [PROGRAM]       default: .build/debug/aquatint
# Exit codes: 0 passed, 1 failed, 77 skipped because PyPI or Python is out of reach.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "${1:-$here/../../.build/debug/aquatint}")
work=$(mktemp -d)
servers=()
cleanup() {
  if ((${#servers[@]} > 0)); then kill "${servers[@]}" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT

[ -x "$program" ] || { echo "skipped: $program is not built"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: there is no python3"; exit 77; }
python3 -m venv "$work/venv"
if ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check 'litellm[proxy]' >"$work/pip.log" 2>&1; then
  echo "skipped: litellm could not be installed"
  tail -n 3 "$work/pip.log"
  exit 77
fi
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy
# Prices as the package has them; nothing is fetched.
export LITELLM_LOCAL_MODEL_COST_MAP=True LITELLM_TELEMETRY=False

"$program" emulate --port 0 --format json --log >"$work/emulator.log" &
servers+=($!)
for _ in $(seq 100); do
  grep -q '"port"' "$work/emulator.log" && break
  kill -0 "${servers[0]}" 2>/dev/null || { echo "failed: the emulator ended"; exit 1; }
  sleep 0.1
done
port=$(grep -m 1 '"port"' "$work/emulator.log" | python3 -c 'import json, sys; print(json.load(sys.stdin)["port"])')

# The proxy takes no port 0.
proxy=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf 'model_list: []\ngeneral_settings: {master_key: sk-proxy-test}\n' >"$work/proxy.yaml"
GEMINI_API_BASE="http://127.0.0.1:$port" GEMINI_API_KEY=upstream-test-key \
  "$work/venv/bin/litellm" --config "$work/proxy.yaml" --host 127.0.0.1 --port "$proxy" >"$work/proxy.log" 2>&1 &
servers+=($!)
for _ in $(seq 300); do
  python3 -c "import socket; socket.create_connection(('127.0.0.1', $proxy), 1)" 2>/dev/null && break
  kill -0 "${servers[1]}" 2>/dev/null || { echo "failed: the proxy ended"; tail "$work/proxy.log"; exit 1; }
  sleep 0.5
done

mkdir "$work/set"
cat >"$work/set/harbour.yaml" <<END
version: 1
name: harbour
model: gemini-3-pro-image
matrix: {size: [1K, 2K], hour: [dawn, dusk]}
asset: \${size}-\${hour}
output: out
stages:
  - generate: {prompt: "A harbour at \${hour}", aspectRatio: "4:3", imageSize: "\${size}"}
  - decode: result
  - verify
  - thumbnails: [{name: icon, longest: 64, format: png}]
gateway: proxy
gateways:
  proxy: {like: google, baseURL: "http://127.0.0.1:$proxy/gemini", key: "\${env.PROXY_API_KEY}"}
END
cd "$work/set"
PROXY_API_KEY=sk-proxy-test "$program" run harbour.yaml --quiet
"$work/venv/bin/python" "$here/litellm_costs.py" .
if grep -rq "sk-proxy-test" .aquatint out; then echo "failed: the store or the output holds the key"; exit 1; fi
echo "passed"
