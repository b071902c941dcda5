import Glibc

/// Where this process is to be killed, or a call of the operating system to fail, so that tests can see what that leaves: nowhere, unless
/// somebody asks for it.
package struct CrashPoints: Sendable {
  private let armed: CrashPoint?
  private let fault: InjectedFault?

  package init(at point: CrashPoint?, failing fault: InjectedFault? = nil) {
    armed = point
    self.fault = fault
  }

  package static let none = CrashPoints(at: nil)

  /// Kills the process the first time it comes by the point that was asked for. Nothing is cleaned up, no handler runs.
  package func pass(_ point: CrashPoint?) {
    guard let armed, armed == point else { return }
    kill(getpid(), SIGKILL)
    // The signal ends every thread; this one must not go a step further meanwhile.
    while true { pause() }
  }

  /// Fails each time where that was asked for, as if the operating system had.
  func attempt(_ call: InjectedFault.Call, after point: CrashPoint?, on path: String) throws(StorageError) {
    guard let fault, fault.point == point, fault.call == call else { return }
    throw StorageError(errno: EIO, path: path, doing: "\(call.rawValue), as asked for")
  }
}

/// A call that fails behind a point of the program: `body-synced:link`, as `AQUATINT_FAIL_AT` takes it.
package struct InjectedFault: Hashable, Sendable, CustomStringConvertible {
  package enum Call: String, Sendable {
    case mkdir
    case link
    case fsync
  }

  package let point: CrashPoint
  package let call: Call

  /// All that there are, in the order in which an answer comes by them.
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
