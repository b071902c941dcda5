import Reporting

/// The text that an engine takes to run the parts of a kept plan.
struct JobScript {
  /// The pipeline's.
  let name: String
  /// The kept plan, absolute.
  let plan: String
  /// Of the kept plan's file.
  let digest: String
  let shards: Int
  let atOnce: Int
  /// Absolute.
  let shared: String
  /// Absolute, or `nil` for one below the machine's temporary files.
  let store: String?
  /// In seconds.
  let longestCall: Int64

  /// Seconds that a call's answer may take to its files.
  private static let filing: Int64 = 30

  private var grace: Int64 { longestCall + Self.filing }

  private var jobName: String {
    "aquatint-"
      + name.unicodeScalars.map { $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil) ? String($0) : "-" }
      .joined()
  }

  private var variables: String {
    """
    plan=\(CommandLineText.quoted(plan))
    shared=\(CommandLineText.quoted(shared))
    # The store is this machine's alone.
    store=\(store.map(CommandLineText.quoted) ?? "${AQUATINT_STORE:-${TMPDIR:-/tmp}/aquatint-store-$(id -u)}")
    # What says that a part of this plan is done.
    done=\(CommandLineText.quoted("\(plan).\(digest.prefix(12)).done"))

    """
  }

  private func job(_ index: String) -> String {
    #""${AQUATINT:-aquatint}" run "$plan" --shard "\#(index)/\#(shards)" --at-once \#(atOnce) --shared "$shared" --store "$store""#
  }

  /// A batch script with one task of an array for each part.
  var slurm: String {
    """
    #!/bin/bash
    #SBATCH --job-name=\(jobName)
    #SBATCH --array=1-\(shards)%\(atOnce)
    #SBATCH --ntasks=1
    # Slurm would start a job again by itself when its node dies; submitting this script again is the retry.
    #SBATCH --no-requeue
    # A call in flight takes up to \(longestCall) s, so the end is announced that much before it comes.
    #SBATCH --signal=B:TERM@\(grace)
    #SBATCH --open-mode=append
    set -u
    \(variables)if [ -e "$done/$SLURM_ARRAY_TASK_ID-of-\(shards)" ]; then exit 0; fi
    \(job("$SLURM_ARRAY_TASK_ID")) &
    job=$!
    trap 'kill -TERM "$job" 2>/dev/null' TERM INT
    wait "$job"; code=$?
    while kill -0 "$job" 2>/dev/null; do wait "$job"; code=$?; done
    if [ "$code" = 0 ]; then mkdir -p "$done" && : > "$done/$SLURM_ARRAY_TASK_ID-of-\(shards)"; fi
    exit "$code"

    """
  }

  /// A script that calls GNU parallel; its arguments are added to parallel's own.
  var parallel: String {
    """
    #!/bin/bash
    # One job for each part, \(atOnce) at a time. Retries of parallel's own are off (--retries 1); running this script again is the retry,
    # and parts that are done are not started again.
    set -u
    \(variables)export plan shared store done
    part() {
      if [ -e "$done/$1-of-\(shards)" ]; then return 0; fi
      \(job("$1"))
      code=$?
      if [ "$code" = 0 ]; then mkdir -p "$done" && : > "$done/$1-of-\(shards)"; fi
      return "$code"
    }
    export -f part
    # A call in flight takes up to \(longestCall) s, so a job that is to end has that long after its first signal.
    exec parallel --jobs \(atOnce) --retries 1 --halt never --line-buffer --termseq TERM,\(grace * 1_000),KILL,25 "$@" part {} ::: $(seq 1 \(shards))

    """
  }
}
