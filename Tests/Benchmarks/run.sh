#!/usr/bin/env bash
# Measures Aquatint beside libvips and Pillow: CPU, wall time and peak memory of whole processes; then its kernels and the jobs' parts alone.
#   bash Tests/Benchmarks/run.sh                     all jobs
#   bash Tests/Benchmarks/run.sh --rounds 9 jpeg     nine rounds of the jobs whose names contain 'jpeg'
# Environment:
#   AQUATINT_PROGRAM   measure this program instead of building one
#   AQUATINT_CORPUS    a folder with a `photos` folder, whose pictures are used as material; default ../shared/corpus, else a drawn picture
# The peers are installed from PyPI into a virtual environment below .build; `vipsthumbnail` is measured where it is installed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work="$PWD/.build/benchmarks"
mkdir -p "$work"

if [[ ! -x "$work/venv/bin/python" ]]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet pyvips pyvips-binary pillow
fi

rounds=7
[[ "${1:-}" == --rounds ]] && rounds="$2"

# With it the package has one more product; set for both, so that nothing is built twice.
export AQUATINT_BENCHMARKS=1
build=(swift build -c release --static-swift-stdlib)
if [[ -z "${AQUATINT_PROGRAM:-}" ]]; then
  "${build[@]}" --product aquatint
  AQUATINT_PROGRAM="$("${build[@]}" --show-bin-path)/aquatint"
fi
"${build[@]}" --product InProcessBenchmark
benchmark="$("${build[@]}" --show-bin-path)/InProcessBenchmark"

"$work/venv/bin/python" Tests/Benchmarks/inputs.py "$work/inputs" "${AQUATINT_CORPUS:-../shared/corpus}"
echo "load: $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) processors"
"$benchmark" "$work/inputs" "$rounds"
# The measuring process imports nothing large: what a child inherits before it becomes its own program counts towards its peak memory.
exec python3 Tests/Benchmarks/measure.py --program "$AQUATINT_PROGRAM" --python "$work/venv/bin/python" --work "$work" "$@"
