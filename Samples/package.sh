#!/usr/bin/env bash
# Makes a Debian package of the program: build/aquatint_VERSION_ARCH.deb, the same bytes whenever it is run on the same commit with the same
# toolchain. It holds the program with the Swift library linked in, its manual page, completions, schemas, cookbook and a systemd unit.
#   bash Samples/package.sh            builds the program first
#   bash Samples/package.sh PROGRAM    packs one that is there
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$root"
# shellcheck source=Samples/setup.sh
source Samples/setup.sh

for tool in dpkg-deb dpkg-shlibdeps strip; do
  command -v "$tool" >/dev/null 2>&1 || stop "there is no '$tool'; the packages dpkg-dev and binutils have them"
done

program="${1:-}"
if [[ -z "$program" ]]; then
  set_up
  # Paths of this checkout stay out of the program.
  swift build --configuration release --static-swift-stdlib --product aquatint -debug-info-format none \
    -Xswiftc -file-prefix-map -Xswiftc "$root=." -Xcc "-ffile-prefix-map=$root=."
  program="$(swift build --configuration release --static-swift-stdlib --show-bin-path)/aquatint"
fi
[[ -x "$program" ]] || stop "'$program' is no program"

# Every time in the package is that of the commit: https://reproducible-builds.org/specs/source-date-epoch/
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}"
export LC_ALL=C TZ=UTC
umask 022

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
tree="$work/tree"
architecture="$(dpkg --print-architecture)"

put() {
  install -D -m "$1" "$2" "$tree/$3"
}

install -D -m 755 "$program" "$tree/usr/bin/aquatint"
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$tree/usr/bin/aquatint"
aquatint="$tree/usr/bin/aquatint"
version="$("$aquatint" --version | head -n 1)"

mkdir -p "$tree/usr/share/man/man1" "$tree/usr/share/bash-completion/completions" "$tree/usr/share/zsh/vendor-completions" \
  "$tree/usr/share/fish/vendor_completions.d" "$tree/usr/share/doc/aquatint"
"$aquatint" manual | gzip --best --no-name >"$tree/usr/share/man/man1/aquatint.1.gz"
"$aquatint" --generate-completion-script bash >"$tree/usr/share/bash-completion/completions/aquatint"
"$aquatint" --generate-completion-script zsh >"$tree/usr/share/zsh/vendor-completions/_aquatint"
"$aquatint" --generate-completion-script fish >"$tree/usr/share/fish/vendor_completions.d/aquatint.fish"
chmod 644 "$tree"/usr/share/{bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d}/*
put 644 Pipelines/aquatint.schema.json usr/share/aquatint/aquatint.schema.json
put 644 Pipelines/formats.schema.json usr/share/aquatint/formats.schema.json
sed 's|/usr/local/bin/aquatint|/usr/bin/aquatint|' Samples/systemd/aquatint-watch.service >"$work/unit"
put 644 "$work/unit" usr/share/doc/aquatint/examples/aquatint-watch.service

# The cookbook keeps its place beside the samples that it takes its sources from.
while IFS= read -r -d '' file; do
  put 644 "$file" "usr/share/doc/aquatint/examples/$file"
done < <(git ls-files -z Pipelines Samples/products Samples/style.jpg)

# MARK: documents

date="$(date --utc --date="@$SOURCE_DATE_EPOCH" --rfc-email)"
maintainer="${AQUATINT_MAINTAINER:-Aquatint maintainers <aquatint@localhost>}"
{
  printf 'aquatint (%s) unstable; urgency=medium\n\n  * Packed from the sources of this version.\n\n' "$version"
  printf ' -- %s  %s\n' "$maintainer" "$date"
} | gzip --best --no-name >"$tree/usr/share/doc/aquatint/changelog.gz"

# The licences of what is linked in, as each package has its own.
{
  printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: aquatint\n\n'
  printf 'Files: *\nCopyright: the Aquatint maintainers\nLicense: not-chosen\n No licence has been chosen for Aquatint itself yet.\n'
  for folder in .build/checkouts/*/; do
    licence="$(find "$folder" -maxdepth 1 -type f -iname 'LICENSE*' | sort | head -n 1)"
    [[ -n "$licence" ]] || continue
    name="$(basename "$folder")"
    printf '\nFiles: linked-in/%s/*\nCopyright: the authors of %s\nLicense: %s-licence\n' "$name" "$name" "$name"
    if grep -q 'Apache License' "$licence"; then
      printf ' Apache License 2.0, on Debian systems in /usr/share/common-licenses/Apache-2.0.\n'
      ! grep -q 'Runtime Library Exception' "$licence" || printf ' With the Runtime Library Exception of Swift.\n'
    else
      sed -e 's/[[:space:]]*$//' -e 's/^$/./' -e 's/^/ /' "$licence"
    fi
  done
  printf '\nFiles: linked-in/swift/*\nCopyright: Apple Inc. and the Swift project authors\nLicense: swift-licence\n'
  printf ' Apache License 2.0 with Runtime Library Exception, on Debian systems in /usr/share/common-licenses/Apache-2.0.\n'
} >"$tree/usr/share/doc/aquatint/copyright"

install -D -m 644 /dev/stdin "$tree/usr/share/lintian/overrides/aquatint" <<'OVERRIDES'
# The Swift library and the packages are linked in, so that no toolchain is needed; there are no shared libraries of them in Debian.
aquatint: embedded-library *
aquatint: statically-linked-binary *
# What the program is made with decides about these.
aquatint: hardening-no-pie *
aquatint: hardening-no-fortify-functions *
# It is no package of Debian's, and closes none of its bugs.
aquatint: initial-upload-closes-no-bugs *
OVERRIDES

# MARK: what it needs

mkdir -p "$work/debian"
printf 'Source: aquatint\n\nPackage: aquatint\nArchitecture: any\n' >"$work/debian/control"
depends="$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info "$tree/usr/bin/aquatint" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')"
# libheif loads its decoder itself, and certificates are read when a gateway is spoken to: neither is linked.
for package in libheif1 libde265-0 ca-certificates; do
  case ", $depends," in
    *", $package ("* | *", $package,"*) ;;
    *) depends="$depends, $package" ;;
  esac
done

install -d -m 755 "$tree/DEBIAN"
{
  printf 'Package: aquatint\nVersion: %s\nArchitecture: %s\nMaintainer: %s\n' "$version" "$architecture" "$maintainer"
  printf 'Installed-Size: %s\n' "$(find "$tree" -type f -not -path '*/DEBIAN/*' -printf '%s\n' | awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }')"
  printf 'Depends: %s\nSection: graphics\nPriority: optional\n' "${depends#, }"
  printf 'Description: pipeline files to finished, verified image assets\n'
  printf ' Aquatint turns a pipeline file and source pictures into a set of image assets, through\n'
  printf ' an image model at the gateway you have a key for, or its built-in emulator.\n'
  printf ' What was paid for is stored before anything looks at it, and never paid twice.\n'
} >"$tree/DEBIAN/control"
(cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

# MARK: the package

mkdir -p build
package="aquatint_${version}_${architecture}.deb"
dpkg-deb --root-owner-group -Zxz --uniform-compression --build "$tree" "build/$package" >/dev/null
(cd build && sha256sum "$package" >SHA256SUMS)
if command -v lintian >/dev/null 2>&1; then lintian --fail-on error "build/$package"; else echo "lintian is not there, so it was not asked"; fi
printf 'build/%s, %s bytes\n' "$package" "$(stat --format %s "build/$package")"
