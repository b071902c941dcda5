package import Diagnostics

/// A stage that can begin a chain.
package protocol InputStage: LocalStage {
  var input: StageInput { get }

  /// The settings that only say where the input is. Keys leave them out, because the input's own digest stands in them.
  static var inputSettings: Set<String> { get }
}

/// Where a picture comes from.
package enum StageInput: Hashable, Sendable {
  /// A file: its path as the settings have it, relative to the pipeline file.
  case file(String, SourcePosition?)
  /// The original of another asset.
  case asset(String, SourcePosition?)
  /// The picture that the stage before returned.
  case result
}
