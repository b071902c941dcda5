import ImageCore
import ImageOperations
import PipelineModel

/// Several renditions of one picture: each size is scaled once, the larger ones first, and the files are encoded concurrently.
///
/// No size is scaled from another one: a filter's overshoot is cut off at 8 bits, and a second filter cannot restore it. Thin bright lines
/// scaled through twice the size came out up to 41 levels off.
struct Renditions: Sendable {
  /// A way of scaling that renditions of several formats share.
  struct Step: Hashable, Sendable {
    let plan: FitPlan
    let light: ResamplingLight
  }

  private let thumbnails: [Thumbnail]
  private let source: RenditionSource
  private let writer: ImageWriter
  private let xmp: [UInt8]?
  private let width: Int

  /// - Parameters:
  ///   - xmp: the packet that every file carries beside its pixels; `nil` for none.
  ///   - width: the number of files that are encoded at once.
  init(_ thumbnails: [Thumbnail], of source: RenditionSource, writer: ImageWriter, xmp: [UInt8]?, width: Int) {
    self.thumbnails = thumbnails
    self.source = source
    self.writer = writer
    self.xmp = xmp
    self.width = max(1, width)
  }

  /// Makes the renditions, and returns files and notes in the order of the pipeline file.
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
    try thumbnails[rendition].encode(raster, plan, writer: writer, xmp: xmp)
  }
}
