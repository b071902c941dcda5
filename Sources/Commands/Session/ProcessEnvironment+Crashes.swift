import Runs
import Storage

extension ProcessEnvironment {
  #if DEBUG
    /// Returns the point at which the process is to be killed, or a system call to fail: for tests of the consequences. A release build has
    /// no such points.
    func crashPoints() throws -> CrashPoints {
      let point = try choice("AQUATINT_CRASH_AT", among: CrashPoint.allCases.map { ($0.rawValue, $0) })
      let fault = try choice("AQUATINT_FAIL_AT", among: InjectedFault.all.map { ($0.description, $0) })
      return CrashPoints(at: point, failing: fault)
    }

    private func choice<Value>(_ name: String, among values: [(name: String, value: Value)]) throws -> Value? {
      guard let wanted = variable(name) else { return nil }
      guard let found = values.first(where: { $0.name == wanted }) else {
        throw CommandFailure(.wrongInput, "\(name) is '\(wanted)'; known: \(values.map(\.name).joined(separator: ", "))")
      }
      return found.value
    }
  #else
    func crashPoints() throws -> CrashPoints { .none }
  #endif
}
