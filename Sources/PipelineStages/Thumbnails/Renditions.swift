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
    let light: ResamplingSpace
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

  /// Makes the renditions, and returns files and notes in the order of the pipeline file.
  @concurrent
  func make() async throws -> (files: [ProducedFile], notes: [String]) {
    var trimmed: [Int: RenditionSource] = [:]
    let works = thumbnails.map { work(for: $0, &trimmed) }
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

  /// - Parameter trimmed: the source by the space that was left when it was trimmed; each is made once.
  private func work(for thumbnail: Thumbnail, _ trimmed: inout [Int: RenditionSource]) -> Work {
    let treatment = thumbnail.treatment
    var part = source
    if treatment.trims {
      part = trimmed[treatment.margin] ?? RenditionSource(.raster(treatment.trimmed(source.raster)))
      trimmed[treatment.margin] = part
    }
    let step = treatment.needsPixels ? thumbnail.step(for: part.raster) : thumbnail.step(for: source.fullSize)
    guard let step else { preconditionFailure("a thumbnail with mistakes is not planned") }
    return Work(source: part, margin: treatment.trims ? treatment.margin : nil, step: step)
  }

  @concurrent
  private func encode(_ rendition: Int, _ raster: Raster, _ plan: FitPlan) async throws -> ProducedFile {
    let thumbnail = thumbnails[rendition]
    return try thumbnail.encode(raster, plan, writer: writer, provenance: provenance[thumbnail.name])
  }
}
