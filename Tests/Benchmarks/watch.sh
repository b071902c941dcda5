#!/usr/bin/env bash
# Measures `aquatint watch`: how long after a 12-megapixel JPEG was closed its last rendition is on disk, beside inotifywait with vipsthumbnail
# doing the same, and what watching 10,000 files costs while nothing happens.
#   bash Tests/Benchmarks/watch.sh [--rounds 50] [--minutes 10] [--files 10000] [latency] [idle]
# Environment: AQUATINT_PROGRAM and AQUATINT_CORPUS as in run.sh. inotifywait (inotify-tools) and vipsthumbnail (libvips-tools) have to be
# installed for the comparison; without them only this program is measured.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work="$PWD/.build/benchmarks"
mkdir -p "$work"

if [[ ! -x "$work/venv/bin/python" ]]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet pyvips pyvips-binary pillow
fi

if [[ -z "${AQUATINT_PROGRAM:-}" ]]; then
  swift build -c release --static-swift-stdlib --product aquatint
  AQUATINT_PROGRAM="$(swift build -c release --static-swift-stdlib --show-bin-path)/aquatint"
fi

"$work/venv/bin/python" Tests/Benchmarks/inputs.py "$work/inputs" "${AQUATINT_CORPUS:-../shared/corpus}"
exec python3 Tests/Benchmarks/watch.py --program "$AQUATINT_PROGRAM" --picture "$work/inputs/camera.jpg" "$@"
