# For Samples/quickstart.sh and Tests/run.sh, which source it: the Debian packages that a build needs. Those of the libraries are named
# where these are bound, in Package.swift.
# shellcheck shell=bash

mapfile -t libraries < <(grep -oE 'apt(: |\()\[[^]]*\]' "$(dirname "${BASH_SOURCE[0]}")/../Package.swift" | grep -oE '"[^"]+"' | tr -d '"' | sort -u)
packages=(
  ca-certificates git              # to fetch the Swift packages
  g++                              # headers and start files of C and C++, and the linker
  pkg-config                       # tells where the libraries are
  libsqlite3-dev                   # is bound by the package that the ledger is written with
  "${libraries[@]}"
)

# Programs that single tests compare with. Where they cannot be had, those tests say that they were left out.
test_packages=(libimage-exiftool-perl)

# How the program is built while it is worked on, and for the tests: Swift without optimisation, which compiles in half the time, and C
# with it, because nearly all the time of such a program is spent there. Debugging information is left out.
build_flags=(-debug-info-format none -Xcc -O2)

stop() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 1
}

require_swift() {
  command -v swift >/dev/null 2>&1 || stop "no 'swift' in PATH; install Swift 6.3 (https://www.swift.org/install/linux/) and start again"
}

is_installed() {
  [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Installs those of the packages named that are missing.
install_missing() {
  local missing=() package
  command -v dpkg-query >/dev/null 2>&1 || stop "this is no Debian; install what these packages hold, then start again: $*"
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]} > 0)) || return 0

  local by_hand="install these packages and start again: ${missing[*]}"
  local as_root=()
  command -v apt-get >/dev/null 2>&1 || stop "there is no apt-get; $by_hand"
  if ((EUID != 0)); then
    command -v sudo >/dev/null 2>&1 || stop "neither root nor sudo; $by_hand"
    as_root=(sudo)
    # Without a terminal nobody can type a password.
    [[ -t 0 ]] || as_root+=(--non-interactive)
    "${as_root[@]}" true || stop "sudo refuses; $by_hand"
  fi
  printf 'Installing: %s\n' "${missing[*]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet --assume-yes --option Acquire::http::Timeout=30)
  # Old lists may do; whether they did is seen by the install.
  "${apt[@]}" update </dev/null || printf '%s\n' "apt-get update failed; going on with the lists that are there" >&2
  "${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null || stop "apt-get failed; $by_hand"
}

set_up() {
  require_swift
  install_missing "${packages[@]}"
}

set_up_for_tests() {
  set_up
  (install_missing "${test_packages[@]}") || printf '%s\n' "going on without ${test_packages[*]}" >&2
}
