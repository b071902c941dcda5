package import Diagnostics
package import ImageCore
import ImageOperations
package import PipelineModel

/// Writes renditions of the incoming pixels, and passes the pixels on unchanged.
///
/// The codecs of `Catalogue` define the options of their formats.
package struct ThumbnailsStage<Catalogue: CodecCatalogue>: LocalStage {
  package static var name: StageName { "thumbnails" }
  package static var revision: Int { 5 }
  package static var summary: String { "Writes renditions of the picture in other sizes and formats." }
  package static var consumes: Set<Artifact.Kind> { [.raster] }
  package static var produces: Artifact.Kind { .raster }
  package static var changesPicture: Bool { false }

  private let thumbnails: [Thumbnail]
  package let outputs: [OutputDeclaration]

  package init(settings: inout SettingsReader) {
    let entries = settings.entries("", isRequired: true, "The renditions, one mapping each.") {
      Thumbnail(settings: &$0, codecs: Catalogue.codecs)
    }
    thumbnails = entries.map(\.element)
    outputs = entries.map { entry in
      OutputDeclaration(
        name: entry.element.name, format: entry.element.format, settings: entry.settings,
        position: entry.element.namePosition ?? entry.position, provenance: entry.element.provenance,
        canvas: entry.element.canvas, isTrimmed: entry.element.treatment.trims)
    }
  }

  package func check(in context: CheckContext) -> [Diagnostic] { thumbnails.flatMap { $0.check(in: context) } }

  package func need(of size: PixelSize) -> PixelNeed {
    if thumbnails.contains(where: \.treatment.needsPixels) { return .everything }
    var least = PixelSize(1, 1)
    var scalings: [PictureScaling] = []
    for step in thumbnails.compactMap({ $0.step(for: size) }) {
      let source = step.plan.minimumSource
      least = PixelSize(max(least.width, source.width), max(least.height, source.height))
      let scaling = step.plan.scaling(light: step.light)
      if !scalings.contains(scaling) { scalings.append(scaling) }
    }
    return .scaled(scalings, atLeast: least, passesThrough: true)
  }

  package func pictures(of size: PixelSize, codecs: CodecRegistry) -> [PlannedPicture] {
    thumbnails.compactMap { $0.picture(of: size, codecs: codecs) }
  }

  package func run(_ artifact: Artifact, in context: LocalContext) async throws -> StageResult {
    let wanted = thumbnails.filter { context.wantedOutputs.contains($0.name) }
    let (files, notes) = try await Renditions(
      wanted, of: RenditionSource(artifact), writer: context.writer, provenance: context.provenance, width: context.localTasks
    ).make()
    return StageResult(artifact, files: files, notes: notes)
  }
}
