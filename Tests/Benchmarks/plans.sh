#!/usr/bin/env bash
# Measures plans, and runs with nothing to do, next to ninja over as many files.
#   bash Tests/Benchmarks/plans.sh                              1,000 assets x 5 renditions, and plans of 10,000 assets
#   bash Tests/Benchmarks/plans.sh --assets 200 --planned 0     smaller
# Environment:
#   AQUATINT_PROGRAM   measure this program instead of building one
# ninja is taken from the path, else installed from PyPI into a virtual environment below .build.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work="$PWD/.build/benchmarks"
mkdir -p "$work"

if ! ninja="$(command -v ninja)"; then
  [[ -x "$work/venv/bin/python" ]] || python3 -m venv "$work/venv"
  [[ -x "$work/venv/bin/ninja" ]] || "$work/venv/bin/pip" install --quiet ninja
  ninja="$work/venv/bin/ninja"
fi

if [[ -z "${AQUATINT_PROGRAM:-}" ]]; then
  swift build -c release --static-swift-stdlib --product aquatint
  AQUATINT_PROGRAM="$(swift build -c release --static-swift-stdlib --show-bin-path)/aquatint"
fi

exec python3 Tests/Benchmarks/plans.py --program "$AQUATINT_PROGRAM" --ninja "$ninja" --work "$work" "$@"
