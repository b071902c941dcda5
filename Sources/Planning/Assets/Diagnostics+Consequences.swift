package import Diagnostics

extension [Diagnostic] {
  /// The same without what only follows from another mistake: of a file with errors it cannot be said that it writes nothing, and next to a stage
  /// that is not known, not whether its neighbours fit together.
  package var withoutConsequences: [Diagnostic] {
    let hasErrors = contains { $0.severity == .error && $0.id != .nothingWritten }
    let hasUnknownStage = contains { $0.id == .unknownStage }
    return filter { diagnostic in
      switch diagnostic.id {
      case .nothingWritten: !hasErrors
      case .stageOrder: !hasUnknownStage
      default: true
      }
    }
  }
}
