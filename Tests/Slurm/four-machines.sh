#!/usr/bin/env bash
# Carries out the parts of one plan on four machines under Slurm, kills processes all the while, throws private disks away, submits again until
# nothing is left, and holds what came of it against what is promised:
#   four-machines.sh AQUATINT [ASSETS [SECONDS BETWEEN KILLS]]
# Exit code 77 where Slurm cannot be had.
set -euo pipefail

aquatint="$(realpath "$1")"
assets=${2:-200}
pause=${3:-5}
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(mktemp -d)"
emulator=
finish() {
  [[ -z $emulator ]] || kill "$emulator" 2>/dev/null || true
  bash "$here/rig.sh" down "$root" || true
  rm -rf "$root"
}
trap finish EXIT
lines="$(bash "$here/rig.sh" up "$root")"
eval "$lines"

fail() { echo "four-machines: $1" >&2; exit 1; }

"$aquatint" emulate --log --delay 0.2 >"$root/requests" &
emulator=$!
until grep -q "listening on" "$root/requests"; do sleep 0.1; done
url="$(sed -n 's/^listening on //p' "$root/requests")"

work="$root/shared/project"
mkdir -p "$work/common"
{
  cat <<YAML
version: 1
name: machines
model: gemini-3.1-flash-image
gateway: ours
gateways:
  ours: {dialect: gemini, baseURL: "$url", auth: bearer, key: "\${env.OURS_API_KEY}", parallel: 16, timeout: 10}
output: out
provenance: none
asset: \${thing}
stages:
  - generate: {prompt: "Case <\${thing}>", aspectRatio: "1:1", imageSize: "512"}
  - decode: result
  - thumbnails: [{name: icon, longest: 16, format: png}]
matrix:
  thing:
YAML
  for number in $(seq "$assets"); do echo "    - t$number"; done
} >"$work/machines.yaml"
export OURS_API_KEY=a-key-for-the-emulator AQUATINT="$aquatint"
# The paths that the machines see.
cat >"$root/submit.sh" <<'SUBMIT'
cd "$1/mnt/project" && "$AQUATINT" scripts slurm plan.json --shards "$2" --at-once 4 --shared common --store /node/store
SUBMIT
in_view() { unshare -m --propagation private bash -c "mount --bind '$root/view-n1' '$root/mnt' && $1"; }
in_view "cd '$root/mnt/project' && '$aquatint' plan machines.yaml --out plan.json >/dev/null"
in_view "bash '$root/submit.sh' '$root' 8" >"$root/job.sh"

kills=0
submit() { sbatch --parsable --chdir="$root/mnt/project" --output="$root/log/job-%A-%a.log" "$root/job.sh"; }
is_left() { [[ -n $(squeue -h -j "$1" 2>/dev/null) ]]; }

carry_out() {
  local job=$1 kill_some=$2
  while is_left "$job"; do
    sleep "$pause"
    "$kill_some" || continue
    local victims
    mapfile -t victims < <(pgrep -f "$aquatint run $root/mnt/project/plan.json" || true)
    [[ ${#victims[@]} -gt 0 ]] || continue
    local victim=${victims[RANDOM % ${#victims[@]}]} ended=() other
    # Every other time the machine's disk is lost, with all that runs there: a process that went on would leave half a store on it.
    if ((RANDOM % 2)); then
      for other in "${victims[@]}"; do
        if [[ "$(readlink "/proc/$other/ns/mnt")" == "$(readlink "/proc/$victim/ns/mnt")" ]]; then ended+=("$other"); fi
      done
      nsenter -t "$victim" -m bash -c 'kill -KILL "$@"; rm -rf /node/store' lost "${ended[@]}" 2>/dev/null || true
    else
      ended=("$victim")
      kill -KILL "$victim" 2>/dev/null || true
    fi
    kills=$((kills + ${#ended[@]}))
  done
}

for round in $(seq 20); do
  job="$(submit)"
  if ((round <= 3)); then carry_out "$job" true; else carry_out "$job" false; fi
  open="$(in_view "cd '$root/mnt/project' && '$aquatint' status plan.json --shared common --shards 8" | grep -c " 0 in flight, .* 0 to do" || true)"
  if [[ $open == 8 ]] && ((round > 3)); then break; fi
done

requests() { grep -c '^{' "$root/requests"; }
twice="$(grep -o 'Case <[^>]*>' "$root/requests" | sort | uniq -d | wc -l)"
[[ $twice == 0 ]] || fail "$twice requests reached the gateway twice"
before="$(requests)"
code=0
in_view "cd '$root/mnt/project' && '$aquatint' status plan.json --shared common --shards 8 --format json" >"$root/status" || code=$?
unknown="$(grep -o '"reason"' "$root/status" | wc -l)"
echo "$kills kills; $before requests for $assets assets; $unknown unknown"
((unknown <= kills * 4)) || fail "more calls are unknown than were in flight"
[[ $code == $((unknown > 0 ? 6 : 0)) ]] || fail "status ended with $code"
in_view "cd '$root/mnt/project' && '$aquatint' ledger resolve --resend all --shared common"
for _ in $(seq 5); do carry_out "$(submit)" false; done
[[ $(requests) == $((before + unknown)) ]] || fail "$(requests) requests instead of $((before + unknown)) after the decision"
in_view "cd '$root/mnt/project' && '$aquatint' merge plan.json --shared common --store '$root/merged' >/dev/null" || fail "merge ended with $?"
in_view "cd '$root/mnt/project' && '$aquatint' run machines.yaml --output single --store '$root/merged' --frozen --no-report >/dev/null" \
  || fail "one machine ended with $?"
# Originals and renditions, byte for byte; the manifests name their own folders, and nobody sweeps half-written files of killed runs.
diff -r --exclude=manifest.json --exclude=index.html --exclude='.aquatint-*.tmp' "$work/out" "$work/single" || fail "the pictures differ from those of one machine"
echo "four machines made what one machine makes"
