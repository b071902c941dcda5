#!/bin/bash
# Fuzzes one codec, what is read of metadata, or files that come from others (Imports), with AddressSanitizer and with coverage of its Swift targets and its shim.
#
#   Tests/Fuzz/run.sh SECONDS FORMAT [FOLDER...]
#
# FORMAT is a folder beside this script: PNG, PNGRows (our rows against libpng's), JPEG, WebP, HEIF, Metadata or Imports. The fixtures are the seeds, for imports the files of Tests/Fuzz/Seeds, and so are the files of every FOLDER.
# The corpus is kept from run to run in a temporary folder, which is printed together with what was found.
set -euo pipefail

seconds=${1:?seconds}
format=${2:?format}
shift 2
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${AQUATINT_FUZZ_FOLDER:-${TMPDIR:-/tmp}/aquatint-fuzz}
corpus=$work/corpus/$format
findings=$work/findings/$format
mkdir -p "$corpus" "$findings"

cd "$root"
export AQUATINT_FUZZ=1
swift build -c release --scratch-path "$work/build" --product "${format}Fuzzer" --sanitize address \
  -Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link -Xcxx -fsanitize=fuzzer-no-link -Xswiftc -use-ld=lld

# The seeds of all formats: what belongs to another one is refused at once, and libFuzzer keeps only what adds coverage.
seeds=()
if [[ $format == Imports ]]; then
  seeds+=("$root/Tests/Fuzz/Seeds/Imports")
else
  for folder in "$root"/Tests/Fixtures/*/{valid,invalid,hostile}; do
    [[ -d $folder ]] && seeds+=("$folder")
  done
fi

echo "corpus: $corpus, findings: $findings"
# A crash would hang while Swift writes its own backtrace.
export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS=quarantine_size_mb=32:allocator_may_return_null=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}
exec "$work/build/release/${format}Fuzzer" "$corpus" "$@" "${seeds[@]}" -dict="$root/Tests/Fuzz/Dictionaries/${format%Rows}.dict" \
  -artifact_prefix="$findings/" -max_total_time="$seconds" -max_len=200000 -rss_limit_mb=512 -timeout=20 -print_final_stats=1
