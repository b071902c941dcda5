#!/usr/bin/env bash
# Builds aquatint and makes a first set of pictures with the built-in emulator. Safe to run again: what is there is not made twice.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$root"
# shellcheck source=Samples/setup.sh
source Samples/setup.sh

set_up
swift build --configuration release --product aquatint
"$(swift build --configuration release --show-bin-path)/aquatint" run Pipelines/quickstart.yaml
printf 'The pictures are in %s\n' "$root/build/quickstart"
