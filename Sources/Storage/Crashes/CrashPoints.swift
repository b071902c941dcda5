import Glibc

/// The point at which this process is to be killed, or a system call to fail, so that tests can observe the consequences: none, unless
/// requested.
package struct CrashPoints: Sendable {
  private let armed: CrashPoint?
  private let fault: InjectedFault?

  package init(at point: CrashPoint?, failing fault: InjectedFault? = nil) {
    armed = point
    self.fault = fault
  }

  package static let none = CrashPoints(at: nil)

  /// Kills the process the first time it passes the requested point. Nothing is cleaned up, no handler runs.
  package func pass(_ point: CrashPoint?) {
    guard let armed, armed == point else { return }
    kill(getpid(), SIGKILL)
    // The signal ends every thread; this one must not proceed meanwhile.
    while true { pause() }
  }

  /// Fails each time if that was requested, as if the operating system had failed.
  func attempt(_ call: InjectedFault.Call, after point: CrashPoint?, on path: String) throws(StorageError) {
    guard let fault, fault.point == point, fault.call == call else { return }
    throw StorageError(errno: EIO, path: path, doing: "\(call.rawValue), as asked for")
  }
}

/// A system call that fails behind a point of the program: `body-synced:link`, as `AQUATINT_FAIL_AT` accepts it.
package struct InjectedFault: Hashable, Sendable, CustomStringConvertible {
  package enum Call: String, Sendable {
    case mkdir
    case link
    case fsync
  }

  package let point: CrashPoint
  package let call: Call

  /// All faults, in the order in which an answer passes them.
  package static let all = [
    InjectedFault(.bodyWritten, .fsync), InjectedFault(.bodySynced, .mkdir), InjectedFault(.bodySynced, .link),
    InjectedFault(.bodyNamed, .fsync),
  ]

  private init(_ point: CrashPoint, _ call: Call) {
    self.point = point
    self.call = call
  }

  package init?(_ text: String) {
    guard let fault = Self.all.first(where: { $0.description == text }) else { return nil }
    self = fault
  }

  package var description: String { "\(point.rawValue):\(call.rawValue)" }
}
