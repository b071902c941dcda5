#!/usr/bin/env bash
# The Debian package where there is no toolchain: packed twice with the same bytes, installed in a fresh minimal Debian 12, and used there.
#   bash Tests/Package/run.sh
# Needs root, debootstrap, and a mirror of Debian; where they cannot be had it says so and ends with 77.
# Environment:
#   AQUATINT_DEBIAN_MIRROR   where Debian's packages come from; default http://deb.debian.org/debian
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  echo "package test skipped: $1"
  exit 77
}
fail() {
  echo "package test failed: $1" >&2
  exit 1
}

((EUID == 0)) || skip "only root can change into another system's folder"
command -v debootstrap >/dev/null || skip "there is no debootstrap; 'apt-get install debootstrap' has it"

bash Samples/package.sh
package="$(echo build/aquatint_*.deb)"
first="$(sha256sum "$package")"
bash Samples/package.sh
[[ "$(sha256sum "$package")" == "$first" ]] || fail "packed twice, the bytes differ"
(cd build && sha256sum --check --quiet SHA256SUMS) || fail "SHA256SUMS names other bytes"

system="$(mktemp -d)"
trap 'umount "$system/proc" 2>/dev/null || true; rm -rf "$system"' EXIT
debootstrap --variant=minbase bookworm "$system" "${AQUATINT_DEBIAN_MIRROR:-http://deb.debian.org/debian}" >build/debootstrap.log ||
  skip "debootstrap failed: $(tail -n 1 build/debootstrap.log)"
# What this machine needs to reach a mirror, a proxy say, the new one needs too.
cp -L /etc/resolv.conf "$system/etc/" 2>/dev/null || true
cp -r /etc/apt/apt.conf.d/. "$system/etc/apt/apt.conf.d/"
mount -t proc proc "$system/proc"
cp "$package" "$system/root/aquatint.deb"

inside() { chroot "$system" env HOME=/root LC_ALL=C.UTF-8 bash -euc "cd /root; $1"; }
inside 'apt-get update -q >/dev/null && apt-get download -q $(dpkg-deb -f aquatint.deb Depends | grep -oE "^[a-z0-9.+-]+") >/dev/null'
started=$SECONDS
inside 'DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ./aquatint.deb >/dev/null'
inside '! command -v swift && aquatint init && aquatint run'
echo "installed, and a first set of pictures made, in $((SECONDS - started)) s"

inside '
  ls /usr/share/man/man1/aquatint.1.gz /usr/share/bash-completion/completions/aquatint /usr/share/aquatint/aquatint.schema.json >/dev/null
  cp -r /usr/share/doc/aquatint/examples cookbook
  aquatint run cookbook/Pipelines/quickstart.yaml
  aquatint run cookbook/Pipelines/quickstart.yaml | grep -q " 0 calls"
  aquatint doctor
  mkdir -p drop/in
  cp cookbook/Samples/products/* drop/in/
  printf "%s\n" "version: 1" "name: drop" "sources: in/*" "asset: \${source.stem}" "output: out" "stages:" \
    "  - decode: \${source}" "  - thumbnails: [{name: icon, longest: 64, format: webp}]" >drop/drop.yaml
  aquatint watch --once drop/drop.yaml
  [[ $(find drop/out -name "*.webp" | wc -l) == $(find drop/in -type f | wc -l) ]]
' || fail "see above"
echo "the package works where there is no toolchain"
