#!/usr/bin/env bash
# Opens contact sheets in Chromium and uses them as a person would: with the mouse, with the keyboard, and in large numbers.
#   bash Tests/Browser/run.sh              with .build/release/aquatint, else .build/debug/aquatint
#   bash Tests/Browser/run.sh PROGRAM      with that program
# Needs Chromium (Debian's package) and two packages of PyPI; where they cannot be had it says so and ends with 77.
# Pages and screenshots stay in build/browser.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  echo "browser tests skipped: $1"
  exit 77
}

program="${1:-}"
for candidate in .build/release/aquatint .build/debug/aquatint; do
  if [[ -z "$program" && -x "$candidate" ]]; then program="$candidate"; fi
done
[[ -n "$program" ]] || skip "there is no program; build it with 'swift build -c release --product aquatint'"
chromium="$(command -v chromium || command -v chromium-browser || true)"
[[ -n "$chromium" ]] || skip "there is no Chromium; 'apt-get install chromium' has it"

environment=build/browser-environment
if [[ ! -x "$environment/bin/python" ]]; then
  mkdir -p build
  python3 -m venv "$environment" || skip "python3 has no venv; 'apt-get install python3-venv' has it"
fi
packages=(playwright==1.65.2 axe-playwright-python==0.1.8)
"$environment/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" ||
  skip "PyPI cannot be reached for ${packages[*]}"

exec "$environment/bin/python" Tests/Browser/check.py --program "$program" --chromium "$chromium" --folder build/browser
