#!/usr/bin/env bash
# Measures 'aquatint prepare' beside vipsthumbnail on the same list of photographs: pictures a second, CPU time and peak memory.
#   bash Tests/Benchmarks/prepare.sh             500 photographs of 12 megapixels, to a longest edge of 2048
#   bash Tests/Benchmarks/prepare.sh 100 1024    100 of them, to 1024
# Environment:
#   AQUATINT_PROGRAM   measure this program instead of building one
# Needs python3, and 'apt-get install libvips-tools time' for the peer and the memory.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
count="${1:-500}"
longest="${2:-2048}"
work="$PWD/.build/benchmarks/prepare"
mkdir -p "$work"

if [[ -z "${AQUATINT_PROGRAM:-}" ]]; then
  swift build -c release --static-swift-stdlib --product aquatint
  AQUATINT_PROGRAM="$(swift build -c release --static-swift-stdlib --show-bin-path)/aquatint"
fi

# One photograph, drawn: soft shapes with grain, as a camera's are. A comment makes each file another one, so that none is prepared for two.
if [[ ! -f "$work/in/$count.jpg" ]]; then
  rm -rf "$work/in"
  mkdir -p "$work/in"
  vips gaussnoise "$work/grain.v" 4000 3000 --mean 0 --sigma 6
  vips perlin "$work/shapes.v" 4000 3000 --cell-size 400
  vips linear "$work/shapes.v" "$work/light.v" 90 120
  vips add "$work/light.v" "$work/grain.v" "$work/grey.v"
  vips bandjoin "$work/grey.v $work/light.v $work/grey.v" "$work/colour.v"
  vips cast "$work/colour.v" "$work/bytes.v" uchar
  vips copy "$work/bytes.v" "$work/photograph.v" --interpretation srgb
  vips jpegsave "$work/photograph.v" "$work/photograph.jpg" --Q 90
  python3 - "$work" "$count" <<'PY'
import sys
work, count = sys.argv[1], int(sys.argv[2])
photograph = open(f"{work}/photograph.jpg", "rb").read()
for number in range(1, count + 1):
    words = b"number %d" % number
    segment = b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words
    open(f"{work}/in/{number}.jpg", "wb").write(photograph[:2] + segment + photograph[2:])
PY
  rm -f "$work"/*.v
fi

measure() { # name, command…
  local name="$1"
  shift
  rm -rf "$work/out"
  mkdir -p "$work/out"
  /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" >/dev/null
  awk -v name="$name" -v count="$count" '{ printf "%-16s %8.1f s %8.2f pictures/s %8.1f s CPU %8.0f MB\n", name, $1, count / $1, $2 + $3, $4 / 1024 }' "$work/time"
}

echo "$count photographs of 4000x3000 to $longest, $(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg)"
measure "aquatint" "$AQUATINT_PROGRAM" prepare "$work/in" --longest "$longest" --output "$work/out"
# vipsthumbnail works through its list one by one, so as many of them run at once as there are processors.
measure "vipsthumbnail" bash -c 'ls "$1"/*.jpg | xargs -P "$(nproc)" -n 25 vipsthumbnail --size "$2" -o "$3/%s.jpg[Q=90,strip]"' _ "$work/in" "$longest" "$work/out"
