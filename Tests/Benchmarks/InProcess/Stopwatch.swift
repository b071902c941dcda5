import Glibc

/// CPU time of this process, all threads.
enum Stopwatch {
  static func milliseconds() -> Double {
    var time = timespec()
    // The structure is this call's own.
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }

  /// The median of several runs after one to warm up, in milliseconds.
  static func median(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
    try body()
    var times: [Double] = []
    for _ in 0..<max(1, runs) {
      let start = milliseconds()
      try body()
      times.append(milliseconds() - start)
    }
    return times.sorted()[times.count / 2]
  }

  static func text(_ milliseconds: Double) -> String {
    let tenths = Int((milliseconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
