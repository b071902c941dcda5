package import Diagnostics
import ImageCore
package import PipelineEngine

/// Writes renditions of the pixels that come in, and hands the pixels on as they are.
package struct ThumbnailsStage: Stage {
  package static let name: StageName = "thumbnails"
  package static let revision = 2
  package static let summary = "Writes renditions of the picture in other sizes and formats."
  package static let consumes: Set<Artifact.Kind> = [.raster]
  package static let produces = Artifact.Kind.raster
  package static let changesPicture = false

  private let thumbnails: [Thumbnail]
  package let outputs: [OutputDeclaration]

  package init(settings: inout SettingsReader) {
    let entries = settings.entries("", isRequired: true, "The renditions, one mapping each.") { Thumbnail(settings: &$0) }
    thumbnails = entries.map(\.element)
    outputs = entries.map { entry in
      OutputDeclaration(
        name: entry.element.name, format: entry.element.format, settings: entry.settings,
        position: entry.element.namePosition ?? entry.position)
    }
  }

  package func check(in context: CheckContext) -> [Diagnostic] { thumbnails.flatMap { $0.check(in: context) } }

  package func run(_ artifact: Artifact, in context: StageContext) async throws -> StageResult {
    guard case .raster(let raster) = artifact else { preconditionFailure("the planner gives 'thumbnails' pixels only") }
    let wanted = thumbnails.filter { context.wantedOutputs.contains($0.name) }
    let (files, notes) = try await render(wanted, of: raster, writer: context.writer)
    return .done(artifact, files: files, notes: notes)
  }

  @concurrent
  private func render(
    _ wanted: [Thumbnail], of raster: Raster, writer: ImageWriter
  ) async throws -> (files: [ProducedFile], notes: [String]) {
    var files: [ProducedFile] = []
    var notes: [String] = []
    for thumbnail in wanted {
      try Task.checkCancellation()
      let (file, note) = try thumbnail.render(raster, writer: writer)
      files.append(file)
      if let note { notes.append(note) }
    }
    return (files, notes)
  }
}
