import Glibc

/// The time of day, injected so that tests can set it.
package struct UTCClock: Sendable {
  private let read: @Sendable () -> Int64

  /// - Parameter nanoseconds: since 1970 UTC.
  package init(nanoseconds: @escaping @Sendable () -> Int64) { read = nanoseconds }

  package static let system = UTCClock {
    var time = timespec()
    // Cannot fail: the clock exists on every Linux, and the structure outlives the call.
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Returns nanoseconds since 1970 UTC.
  package func nanoseconds() -> Int64 { read() }

  /// Returns milliseconds since 1970 UTC.
  package func milliseconds() -> Int64 { read() / 1_000_000 }
}
