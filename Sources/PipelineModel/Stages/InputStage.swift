package import Diagnostics

/// A stage that can begin a chain.
package protocol InputStage: LocalStage {
  var input: StageInput { get }

  /// The settings that only locate the input. Keys leave them out, because they contain the input's own digest.
  static var inputSettings: Set<String> { get }
}

/// The source of a picture.
package enum StageInput: Hashable, Sendable {
  /// A file: its path as the settings have it, relative to the pipeline file.
  case file(String, SourcePosition?)
  /// The original of another asset.
  case asset(String, SourcePosition?)
  /// The picture that the stage before returned.
  case result
}
