package import Diagnostics

extension [Diagnostic] {
  /// The same without what only follows from another mistake: of a file with errors it cannot be said that it writes nothing.
  package var withoutConsequences: [Diagnostic] {
    guard contains(where: { $0.severity == .error && $0.id != .nothingWritten }) else { return self }
    return filter { $0.id != .nothingWritten }
  }
}
