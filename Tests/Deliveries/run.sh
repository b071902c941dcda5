#!/usr/bin/env bash
# Sets, icons and AVIF files, read by programs that are not ours: Chromium, Pillow, ImageMagick, aapt2, Godot, rectpack, avifenc.
#   bash Tests/Deliveries/run.sh              with .build/release/aquatint, else .build/debug/aquatint
#   bash Tests/Deliveries/run.sh PROGRAM      with that program
# A reader that cannot be had is skipped and named; without PyPI it ends with 77. What was made stays in build/deliveries.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  echo "foreign readers skipped: $1"
  exit 77
}

program="${1:-}"
for candidate in .build/release/aquatint .build/debug/aquatint; do
  if [[ -z "$program" && -x "$candidate" ]]; then program="$candidate"; fi
done
[[ -n "$program" ]] || skip "there is no program; build it with 'swift build -c release --product aquatint'"

environment=build/deliveries-environment
if [[ ! -x "$environment/bin/python" ]]; then
  mkdir -p build
  python3 -m venv "$environment" || skip "python3 has no venv; 'apt-get install python3-venv' has it"
fi
packages=(pillow==13.0.0 playwright==1.65.2 srcset==0.2.0 rectpack==0.2.2 ssimulacra2==0.3.0)
"$environment/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" ||
  skip "PyPI cannot be reached for ${packages[*]}"

exec "$environment/bin/python" Tests/Deliveries/check.py --program "$program" --folder build/deliveries
