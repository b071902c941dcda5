#!/usr/bin/env bash
# The sample program that depends on this package as anybody's does, built and run: what is not public is not there for it.
#   bash Tests/Package/library.sh
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pier.yaml <<'YAML'
version: 1
name: pier
model: gemini-3-pro-image
matrix: {time: [dawn, dusk]}
asset: ${time}
output: out
stages:
  - generate: {prompt: "A pier at ${time}", aspectRatio: "1:1", imageSize: 1K}
  - decode: result
  - thumbnails: [{name: icon, longest: 32, format: png}]
YAML
swift run --package-path "$root/Samples/library" --scratch-path "$work/build" MakeAssets pier.yaml | tee said
for line in "dawn: picture, 0 USD" "dusk/icon.png: png, 32x32" "2 of 2 made; 2 calls; 0 USD"; do
  grep -qF "$line" said || { echo "the sample program does not say '$line'" >&2; exit 1; }
done
