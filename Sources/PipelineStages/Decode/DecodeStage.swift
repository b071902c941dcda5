package import Diagnostics
import ImageCore
package import PipelineModel

/// Decodes a file, another asset's original or a returned picture to upright sRGB pixels.
package struct DecodeStage: InputStage {
  package static let name: StageName = "decode"
  package static let revision = 5
  package static let summary = "Reads a picture and makes it upright sRGB pixels."
  package static let consumes: Set<Artifact.Kind> = [.nothing, .result]
  package static let produces = Artifact.Kind.raster

  package static let inputSettings: Set<String> = ["", "path", "asset"]

  package let input: StageInput
  private let policy: DecodePolicy

  package init(settings: inout SettingsReader) {
    let path = settings.text("", "A path, usually ${source}; or `result` for the picture that the model returned.")
    let named = settings.text("path", "The same, beside other settings.")
    let asset = settings.text(
      "asset", "The name of another asset, whose original is read; with an empty name the chain begins at its first `generate`.")
    policy = DecodePolicy(
      colour: settings.choice(
        "colour", default: DecodePolicy.Colour.convert,
        "`convert` to sRGB by the file's profile, or `keep` pixels and profile as they are, into every rendition.") ?? .convert,
      animated: settings.choice(
        "animated", default: DecodePolicy.Animation.first, "What becomes of an animation: its `first` frame, or an `error`.") ?? .first)
    if named != nil, asset != nil { settings.report(.missingInput, "'path' and 'asset' exclude each other", at: "asset") }
    switch (path ?? named, asset) {
    case ("result"?, _): input = .result
    case (let written?, _):
      if written.isEmpty {
        settings.report(.missingInput, "'decode' needs a path, 'result' or '{asset: NAME}'", at: path == nil ? "path" : "")
      }
      input = .file(written, settings.position(of: path == nil ? "path" : ""))
    case (nil, let asset?): input = .asset(asset, settings.position(of: "asset"))
    case (nil, nil):
      settings.report(.missingInput, "'decode' needs a path, 'result' or '{asset: NAME}'", at: "")
      input = .result
    }
  }

  package var accepts: Set<Artifact.Kind> {
    if case .result = input { [.result] } else { [.nothing] }
  }

  package func run(_ artifact: Artifact, in context: LocalContext) async throws -> StageResult {
    if case .file(let path, _) = input {
      let (artifact, notes) = try await PictureDecoder.decode(
        context.files.open(path), of: path, policy: policy, need: context.scalingNeed)
      return StageResult(artifact, notes: notes)
    }
    let (raster, notes) =
      switch (input, artifact) {
      case (.asset(let name, _), _):
        try await PictureDecoder.finish(context.files.original(of: name), policy: policy)
      case (.result, .result(let answered)):
        try await PictureDecoder.finish(answered, policy: policy)
      case (.result, _), (.file, _): preconditionFailure("the planner lets 'decode: result' follow a returned picture only")
      }
    return StageResult(.raster(raster), notes: notes)
  }
}

extension Diagnostic.ID {
  fileprivate static let missingInput: Diagnostic.ID = "missing-input"
}

/// The treatment of a picture's colours and of animations by `decode`.
struct DecodePolicy: Hashable, Sendable {
  enum Colour: String, CaseIterable, Sendable {
    /// To sRGB, by the profile of the file.
    case convert
    /// As stored, with the profile beside them into every written rendition.
    case keep
  }

  enum Animation: String, CaseIterable, Sendable {
    /// The first frame, with a note.
    case first
    case error
  }

  let colour: Colour
  let animated: Animation

  /// The policy for pictures that go to a model.
  static let standard = DecodePolicy(colour: .convert, animated: .first)
}
