import ImageCore
import ImageOperations
import PipelineModel

/// Several renditions of one picture: each size is scaled once, the larger ones first, and the files are encoded side by side.
///
/// No size is scaled from another one: what a filter overshoots is cut off at 8 bits, and a second filter cannot bring it back. Thin bright
/// lines scaled through twice the size came out up to 41 levels off.
struct Renditions: Sendable {
  /// A way of scaling that renditions of several formats have in common.
  struct Step: Hashable, Sendable {
    let plan: FitPlan
    let light: ResamplingLight
  }

  private let thumbnails: [Thumbnail]
  private let source: RenditionSource
  private let writer: ImageWriter
  private let provenance: [String: FileProvenance]
  private let width: Int

  /// - Parameters:
  ///   - provenance: what files say of where they come from, by their names.
  ///   - width: how many files are encoded at once.
  init(_ thumbnails: [Thumbnail], of source: RenditionSource, writer: ImageWriter, provenance: [String: FileProvenance], width: Int) {
    self.thumbnails = thumbnails
    self.source = source
    self.writer = writer
    self.provenance = provenance
    self.width = max(1, width)
  }

  /// - Returns: files and notes in the order of the pipeline file.
  @concurrent
  func make() async throws -> (files: [ProducedFile], notes: [String]) {
    let steps = thumbnails.map { thumbnail in
      guard let step = thumbnail.step(for: source.fullSize) else { preconditionFailure("a thumbnail with mistakes is not planned") }
      return step
    }
    // The largest take longest to encode, so they begin first.
    let order = Set(steps).sorted { first, second in
      (second.plan.scaled.width * second.plan.scaled.height) < (first.plan.scaled.width * first.plan.scaled.height)
    }
    var files = [ProducedFile?](repeating: nil, count: thumbnails.count)
    try await withThrowingTaskGroup(of: (index: Int, file: ProducedFile).self) { group in
      var running = 0
      for step in order {
        try Task.checkCancellation()
        let scaled = try source.scaled(step.plan, light: step.light)
        for index in thumbnails.indices where steps[index] == step {
          if running == width, let done = try await group.next() {
            files[done.index] = done.file
            running -= 1
          }
          group.addTask {
            try Task.checkCancellation()
            return (index, try await encode(index, scaled, step.plan))
          }
          running += 1
        }
      }
      for try await done in group { files[done.index] = done.file }
    }
    return (files.compactMap { $0 }, zip(thumbnails, steps).compactMap { $0.note(on: $1.plan) })
  }

  @concurrent
  private func encode(_ rendition: Int, _ raster: Raster, _ plan: FitPlan) async throws -> ProducedFile {
    let thumbnail = thumbnails[rendition]
    return try thumbnail.encode(raster, plan, writer: writer, provenance: provenance[thumbnail.name])
  }
}
