import Glibc

/// Where this process is to be killed, so that tests can see what that leaves: nowhere, unless somebody asks for it.
package struct CrashPoints: Sendable {
  private let armed: CrashPoint?

  package init(at point: CrashPoint?) { armed = point }

  package static let none = CrashPoints(at: nil)

  /// Kills the process the first time it comes by the point that was asked for. Nothing is cleaned up, no handler runs.
  package func pass(_ point: CrashPoint?) {
    guard let armed, armed == point else { return }
    kill(getpid(), SIGKILL)
    // The signal ends every thread; this one must not go a step further meanwhile.
    while true { pause() }
  }
}
