#!/usr/bin/env bash
# Four machines on one, under Slurm from Debian's packages and without systemd:
#   rig.sh up DIR      starts munged, slurmctld and four slurmd, and prints what to export
#   rig.sh down DIR    stops them and unmounts
# Each slurmd has a mount namespace of its own. /node is a private disk there, and DIR/mnt is DIR/shared through a FUSE mount of its own: files
# are common to all machines, and locks are not. Needs root, slurm-wlm, munge and bindfs; exit code 77 where they cannot be had.
set -euo pipefail

usage() { sed -n '2,6p' "$0" >&2; exit 2; }
[[ $# == 2 ]] || usage
action=$1
mkdir -p "$2"
root="$(cd "$2" && pwd)"
host="$(hostname -s)"
export SLURM_CONF="$root/slurm.conf"
nodes=(n1 n2 n3 n4)

missing() { echo "missing: $1" >&2; exit 77; }

configuration() {
  cat <<CONF
ClusterName=rig
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
AuthType=auth/munge
AuthInfo=socket=$root/munge/sock
CryptoType=crypto/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$root/state
SlurmdSpoolDir=$root/spool-%n
SlurmctldPidFile=$root/slurmctld.pid
SlurmdPidFile=$root/slurmd-%n.pid
SlurmctldLogFile=$root/log/slurmctld.log
SlurmdLogFile=$root/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
MpiDefault=none
SwitchType=switch/none
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
MaxArraySize=100001
KillWait=30
SlurmdTimeout=20
CONF
  local port=17001
  for node in "${nodes[@]}"; do
    echo "NodeName=$node NodeHostname=$host NodeAddr=127.0.0.1 Port=$port CPUs=4 RealMemory=2000 State=UNKNOWN"
    port=$((port + 1))
  done
  echo "PartitionName=all Nodes=n[1-4] Default=YES MaxTime=INFINITE State=UP"
}

up() {
  [[ $(id -u) == 0 ]] || missing "root"
  for tool in slurmctld slurmd munged bindfs; do command -v "$tool" >/dev/null || missing "$tool"; done
  mkdir -p "$root"/{shared,mnt,state,log,munge}
  chmod 700 "$root/munge"
  if [[ ! -f $root/munge/key ]]; then
    (umask 077 && dd if=/dev/urandom of="$root/munge/key" bs=128 count=1 status=none)
  fi
  configuration >"$SLURM_CONF"
  munged --key-file="$root/munge/key" --socket="$root/munge/sock" --pid-file="$root/munge/pid" --log-file="$root/log/munged.log" \
    --seed-file="$root/munge/seed" --force
  slurmctld -i -f "$SLURM_CONF"
  for node in "${nodes[@]}"; do
    mkdir -p "$root/spool-$node" "$root/view-$node"
    bindfs "$root/shared" "$root/view-$node"
    # The words are the inner shell's, as $0 to $3.
    # shellcheck disable=SC2016
    setsid nohup unshare -m --propagation private bash -c \
      'mkdir -p /node && mount -t tmpfs none /node && mount --bind "$0/view-$1" "$0/mnt" && exec slurmd -D -f "$0/slurm.conf" -N "$1"' \
      "$root" "$node" >"$root/log/namespace-$node.log" 2>&1 &
  done
  for _ in $(seq 100); do
    if [[ $(sinfo -h -N -o %T 2>/dev/null | grep -c idle) == 4 ]]; then break; fi
    sleep 0.2
  done
  sinfo -N -h >&2
  echo "export SLURM_CONF=$SLURM_CONF"
}

down() {
  for node in "${nodes[@]}"; do kill "$(cat "$root/slurmd-$node.pid")" 2>/dev/null || true; done
  kill "$(cat "$root/slurmctld.pid")" "$(cat "$root/munge/pid")" 2>/dev/null || true
  sleep 2
  for node in "${nodes[@]}"; do umount "$root/view-$node" 2>/dev/null || true; done
}

case $action in
  up) up ;;
  down) down ;;
  *) usage ;;
esac
