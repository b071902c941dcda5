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
    let resampling: RenditionTreatment.Resampling
  }

  /// What is scaled, and how.
  private struct Work {
    let source: RenditionSource
    /// Tells sources of one size apart: the space that was left when they were trimmed; nil where they were not.
    let margin: Int?
    let step: Step

    func isSame(as other: Work) -> Bool { margin == other.margin && step == other.step }

    var pixelCount: Int { step.plan.scaled.width * step.plan.scaled.height }
  }

  private let thumbnails: [Thumbnail]
  private let source: RenditionSource
  private let writer: ImageWriter
  private let xmp: [UInt8]?
  private let width: Int

  /// - Parameters:
  ///   - xmp: what every file carries beside its pixels; nil for nothing.
  ///   - width: how many files are encoded at once.
  init(_ thumbnails: [Thumbnail], of source: RenditionSource, writer: ImageWriter, xmp: [UInt8]?, width: Int) {
    self.thumbnails = thumbnails
    self.source = source
    self.writer = writer
    self.xmp = xmp
    self.width = max(1, width)
  }

  /// - Returns: files and notes in the order of the pipeline file.
  @concurrent
  func make() async throws -> (files: [ProducedFile], notes: [String]) {
    let works = thumbnails.map(work)
    // The largest take longest to encode, so they begin first.
    var order: [Work] = []
    for work in works where !order.contains(where: work.isSame) { order.append(work) }
    order.sort { $1.pixelCount < $0.pixelCount }
    var files = [ProducedFile?](repeating: nil, count: thumbnails.count)
    try await withThrowingTaskGroup(of: (index: Int, file: ProducedFile).self) { group in
      var running = 0
      for work in order {
        try Task.checkCancellation()
        let scaled = try work.source.scaled(work.step)
        for index in thumbnails.indices where works[index].isSame(as: work) {
          if running == width, let done = try await group.next() {
            files[done.index] = done.file
            running -= 1
          }
          group.addTask {
            try Task.checkCancellation()
            return (index, try await encode(index, scaled, work.step.plan))
          }
          running += 1
        }
      }
      for try await done in group { files[done.index] = done.file }
    }
    return (files.compactMap { $0 }, zip(thumbnails, works).compactMap { $0.note(on: $1.step.plan) })
  }

  private func work(for thumbnail: Thumbnail) -> Work {
    let treatment = thumbnail.treatment
    let trimmed = treatment.trims ? RenditionSource(.raster(treatment.trimmed(source.raster))) : source
    let step = treatment.needsPixels ? thumbnail.step(for: trimmed.raster) : thumbnail.step(for: source.fullSize)
    guard let step else { preconditionFailure("a thumbnail with mistakes is not planned") }
    return Work(source: trimmed, margin: treatment.trims ? treatment.margin : nil, step: step)
  }

  @concurrent
  private func encode(_ rendition: Int, _ raster: Raster, _ plan: FitPlan) async throws -> ProducedFile {
    try thumbnails[rendition].encode(raster, plan, writer: writer, xmp: xmp)
  }
}
