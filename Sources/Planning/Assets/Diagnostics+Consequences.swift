package import Diagnostics

extension [Diagnostic] {
  /// The diagnostics without mere consequences of other mistakes: for a file with errors it is unknown whether it writes nothing, and next
  /// to an unknown stage, whether its neighbours fit together.
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
