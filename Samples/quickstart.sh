#!/usr/bin/env bash
# Makes a first set of pictures with the built-in emulator, then builds the program that real work is done with. Safe to run again: what is
# there is not made twice.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$root"
# shellcheck source=Samples/setup.sh
source Samples/setup.sh

set_up
# The tests use the same build.
swift build "${build_flags[@]}" --product aquatint
"$(swift build --show-bin-path)/aquatint" run Pipelines/quickstart.yaml
printf 'The pictures are in %s\n' "$root/build/quickstart"

printf '\n%s\n' "While you look at them: building the program that is fast with large pictures, too."
swift build --configuration release --product aquatint
printf 'The program is %s/.build/release/aquatint; for this shell: export PATH="%s/.build/release:$PATH"\n' "$root" "$root"
