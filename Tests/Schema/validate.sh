#!/usr/bin/env bash
# The schema of pipeline files, held by a validator that is not ours (PyPI's jsonschema): our own pipelines pass, files with mistakes do not.
#   Tests/Schema/validate.sh [PROGRAM]       default: .build/debug/aquatint
# Exit codes: 0 passed, 1 failed, 77 skipped because PyPI or Python is out of reach.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
program=${1:-$here/../../.build/debug/aquatint}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -x "$program" ] || { echo "skipped: $program is not built"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: there is no python3"; exit 77; }
python3 -m venv "$work/venv" || { echo "skipped: python3 has no venv"; exit 77; }
if ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check "jsonschema==4.25.1" "ruamel.yaml==0.18.15" >"$work/pip.log" 2>&1; then
  echo "skipped: jsonschema and ruamel.yaml could not be installed"
  tail -n 3 "$work/pip.log"
  exit 77
fi
"$program" schema >"$work/schema.json"
"$work/venv/bin/python" "$here/validate.py" "$work/schema.json" "$here/../../Pipelines"
