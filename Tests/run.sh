#!/usr/bin/env bash
# Builds and runs the tests.
#   bash Tests/run.sh                    all of them
#   bash Tests/run.sh PNG Planner        those whose names match one of these regular expressions
#   bash Tests/run.sh --long             all of them with the slow ones; the schema held by a foreign validator, the contact sheet in a
#                                        browser, sets read by foreign programs, a proxy, the package in a fresh Debian, and four machines,
#                                        where these can be had; then all tests again under the address and the thread sanitizer
# Environment, for --long:
#   AQUATINT_KILLS         how often the program is killed at a random moment; default 200
#   AQUATINT_SOAK_ASSETS   how many assets the long run has; default 500, 10000 for the whole of it
#   AQUATINT_CLUSTER       how many assets four machines have, and the seconds between kills; default '2000 5', '20000 60' for the whole of it
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=Samples/setup.sh
source Samples/setup.sh

long=false
selection=()
for argument in "$@"; do
  case "$argument" in
    --long) long=true ;;
    -*) stop "unknown option '$argument'; known: --long" ;;
    *) selection+=(--filter "$argument") ;;
  esac
done

# Runs swift with these arguments. Tests end in the order in which they get done, so what failed is said once more at the end.
run_tests() {
  local log result=0
  log="$(mktemp)"
  swift "$@" 2>&1 | tee "$log" || result=$?
  if ((result != 0)); then
    printf '\n%s\n' "What failed:"
    grep -E '✘|↳|: error: |Sanitizer|Fatal error' "$log" | head -n 100 || true
  fi
  rm -f "$log"
  return "$result"
}

# Runs a script beside the tests; exit code 77 says that what it needs cannot be had here.
run_script() {
  local result=0
  bash "$@" || result=$?
  if ((result == 77)); then
    echo "$1 was skipped"
    return 0
  fi
  return "$result"
}

set_up_for_tests
# All tests are Swift Testing's; the empty XCTest run is left out.
tests=("${build_flags[@]}" --disable-xctest --parallel "${selection[@]}")
swift build "${build_flags[@]}" --build-tests
if ! "$long"; then
  run_tests test --skip-build "${tests[@]}"
  exit
fi

failed=()
# Runs one part of the long run; the others are run whatever became of it.
part() {
  local name=$1 started=$SECONDS
  shift
  if "$@"; then
    printf '\n%s: passed in %d s\n' "$name" "$((SECONDS - started))"
  else
    printf '\n%s: FAILED after %d s\n' "$name" "$((SECONDS - started))"
    failed+=("$name")
  fi
}

AQUATINT_LONG_TESTS=1 part "all tests" run_tests test --skip-build "${tests[@]}"
part "schema" run_script Tests/Schema/validate.sh .build/debug/aquatint
part "browser" run_script Tests/Browser/run.sh
part "foreign readers" run_script Tests/Deliveries/run.sh
part "proxy" run_script Tests/SDK/litellm.sh .build/debug/aquatint
part "library" run_script Tests/Package/library.sh
part "package" run_script Tests/Package/run.sh
# shellcheck disable=SC2086
part "four machines" run_script Tests/Slurm/four-machines.sh .build/debug/aquatint ${AQUATINT_CLUSTER:-2000 5}
# Swift's own backtraces hang when a sanitizer ends the process.
export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1:suppressions=$PWD/Tests/TestSupport/known-overreads.txt}"
export LSAN_OPTIONS="suppressions=$PWD/Tests/TestSupport/known-leaks.txt:print_suppressions=0"
part "address sanitizer" run_tests test --scratch-path .build-asan --sanitize address "${tests[@]}"
export TSAN_OPTIONS="${TSAN_OPTIONS:-halt_on_error=1:suppressions=$PWD/Tests/TestSupport/known-races.txt}"
part "thread sanitizer" run_tests test --scratch-path .build-tsan --sanitize thread "${tests[@]}"
((${#failed[@]} == 0)) || stop "failed: ${failed[*]}"
echo "Everything passed."
