import Runs
import Storage

extension ProcessEnvironment {
  /// Where the process is to be killed: a development aid, for tests of what a crash leaves behind.
  func crashPoints() throws -> CrashPoints {
    let name = "AQUATINT_CRASH_AT"
    guard let wanted = variable(name) else { return .none }
    guard let point = CrashPoint(rawValue: wanted) else {
      throw CommandFailure(.wrongInput, "\(name) is '\(wanted)'; known: \(CrashPoint.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return CrashPoints(at: point)
  }
}
