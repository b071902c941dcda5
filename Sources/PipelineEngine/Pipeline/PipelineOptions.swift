package import PipelineSpec

/// What the command line may say about a pipeline beside its file.
package struct PipelineOptions: Sendable {
  /// Replaces the file's gateways.
  package var gateways: [String] = []
  package var model: String?
  package var values: [(name: String, value: String)] = []
  /// Relative to the current folder, or absolute.
  package var output: String?
  package var store: String?
  package var selection = Selection()
  /// Assets whose answers are asked for again.
  package var refresh: [GlobText] = []

  package init() {}
}

/// Which assets a command is about.
package struct Selection: Sendable {
  package var only: [GlobText] = []
  package var skip: [GlobText] = []

  package init() {}

  package var isEverything: Bool { only.isEmpty && skip.isEmpty }

  package func contains(_ asset: String) -> Bool {
    (only.isEmpty || only.contains { $0.matches(asset) }) && !skip.contains { $0.matches(asset) }
  }
}
