package import Diagnostics
package import PipelineEngine

/// From a file, another asset's original or a returned picture to upright sRGB pixels.
package struct DecodeStage: InputStage {
  package static let name: StageName = "decode"
  package static let revision = 1
  package static let summary = "Reads a picture and makes it upright sRGB pixels."
  package static let consumes: Set<Artifact.Kind> = [.nothing, .result]
  package static let produces = Artifact.Kind.raster

  package static let inputSettings: Set<String> = ["", "asset"]

  package let input: StageInput

  package init(settings: inout SettingsReader) {
    let path = settings.text("", "A path, usually ${source}; or `result` for the picture that the model returned.")
    let asset = settings.text("asset", "The name of another asset, whose original is read.")
    switch (path, asset) {
    case ("result"?, _): input = .result
    case (let path?, _):
      if path.isEmpty { settings.report(.missingInput, "'decode' needs a path, 'result' or '{asset: NAME}'", at: "") }
      input = .file(path, settings.position(of: ""))
    case (nil, let asset?): input = .asset(asset, settings.position(of: "asset"))
    case (nil, nil):
      settings.report(.missingInput, "'decode' needs a path, 'result' or '{asset: NAME}'", at: "")
      input = .result
    }
  }

  package var accepts: Set<Artifact.Kind> {
    if case .result = input { [.result] } else { [.nothing] }
  }

  package func run(_ artifact: Artifact, in context: StageContext) async throws -> StageResult {
    let (raster, notes) =
      switch (input, artifact) {
      case (.file(let path, _), _):
        try await PictureDecoder.decode(context.files.read(path), reader: context.reader)
      case (.asset(let name, _), _):
        try await PictureDecoder.finish(context.files.original(of: name), reader: context.reader)
      case (.result, .result(let answered)):
        try await PictureDecoder.finish(answered, reader: context.reader)
      case (.result, _): preconditionFailure("the planner lets 'decode: result' follow a returned picture only")
      }
    return .done(.raster(raster), notes: notes)
  }
}

extension Diagnostic.ID {
  fileprivate static let missingInput: Diagnostic.ID = "missing-input"
}
