package import Diagnostics
import GatewayAPI
import ImageCore
import ImageOperations
package import PipelineEngine

/// Holds the pixels that came back against the ratio that was asked for. A picture is never stretched.
package struct VerifyStage: Stage {
  package static let name: StageName = "verify"
  package static let revision = 1
  package static let summary = "Checks the ratio of the returned pixels, and says what to do if it is wrong."
  package static let consumes: Set<Artifact.Kind> = [.raster]
  package static let produces = Artifact.Kind.raster
  package static let judges = true

  private let ratio: AspectRatio?
  private let tolerance: Percent
  private let remedies: [Remedy]
  private let position: SourcePosition?

  /// Wide enough for every honest answer (at most 2.857 %), and narrower than the distance between neighbouring ratios
  /// (from 3.571 %): https://ai.google.dev/gemini-api/docs/image-generation, the table of sizes.
  private static let standardTolerance = Percent(millionths: 30_000)

  package init(settings: inout SettingsReader) {
    ratio = settings.value(
      "aspectRatio", default: AspectRatio?.none, expected: "a ratio such as 16:9",
      "The ratio of width to height; default: what was asked for.", show: { $0?.description },
      parse: { AspectRatio($0).map { .some($0) } })
    tolerance = settings.value(
      "tolerance", default: Self.standardTolerance, expected: "a percentage such as 3%",
      "How far the ratio may be off.", show: { $0.description }, parse: { Percent($0) })
    remedies = settings.list(
      "otherwise", default: [.fail], expected: Remedy.expected, "What to try, in this order, if the ratio is wrong.",
      show: { $0.text }, parse: { Remedy($0) })
    position = settings.position(of: "aspectRatio")
  }

  package var retries: Int {
    remedies.reduce(0) { total, remedy in
      if case .retry(let count) = remedy { total + count } else { total }
    }
  }

  package func check(in context: CheckContext) -> [Diagnostic] {
    if ratio == nil, !context.asksForRatio {
      return [Diagnostic(.nothingToVerify, "'verify' needs 'aspectRatio', because no ratio is asked for before it", at: position)]
    }
    if retries > 0, !context.followsPaidStage {
      return [Diagnostic(.nothingToRetry, "'retry' in 'verify' needs a 'generate' before it", at: position)]
    }
    return []
  }

  package func run(_ artifact: Artifact, in context: StageContext) async throws -> StageResult {
    guard case .raster(let raster) = artifact else { preconditionFailure("the planner gives 'verify' pixels only") }
    guard let wanted = ratio ?? context.asked?.ratio else {
      throw StageFailure(name: "no-ratio", message: "there is no ratio to verify; name one with 'aspectRatio'")
    }
    let asked = context.asked
    if raster.size == asked?.expected, asked?.ratio == wanted { return .done(artifact) }
    let realClass = ModelCard.sizeClass(of: raster.size).rawValue
    var sizeRemark: String?
    if let askedClass = asked?.imageSize, askedClass != realClass {
      sizeRemark = "asked for \(askedClass), the pixels are \(realClass)"
    }
    if wanted.matches(raster.size, within: tolerance) {
      return .done(artifact, notes: sizeRemark.map { [$0] } ?? [])
    }
    var message = "the picture is \(raster.size), which is not \(wanted) within \(tolerance)"
    if let sizeRemark { message += "; \(sizeRemark)" }
    let rejection = Rejection(name: "wrong-ratio", message: message)

    var retriesBefore = 0
    for remedy in remedies {
      switch remedy {
      case .accept: return .done(artifact, notes: ["accepted although \(message)"])
      case .fail: return .refused(rejection)
      case .retry(let count):
        if context.retriesDone < retriesBefore + count { return .askAgain(rejection) }
        retriesBefore += count
      case .crop(let most):
        let crop = AspectCrop(of: raster.size, to: wanted)
        guard sizeRemark == nil, crop.loses(atMost: most) else { continue }
        return .done(
          .raster(raster.cropped(to: crop)), notes: ["\(raster.size) cropped to \(crop.rectangle.size), losing \(crop.lost)"])
      case .pad(let colour):
        let pad = AspectPad(of: raster.size, to: wanted)
        // A canvas beyond the limits is no remedy, like a crop that would lose too much.
        guard sizeRemark == nil, context.reader.limits.problem(making: pad.canvas) == nil else { continue }
        return .done(
          .raster(raster.padded(pad.placement, onto: colour)), notes: ["\(raster.size) padded to \(pad.canvas)"])
      }
    }
    return .refused(rejection)
  }
}

extension Diagnostic.ID {
  fileprivate static let nothingToVerify: Diagnostic.ID = "nothing-to-verify"
  fileprivate static let nothingToRetry: Diagnostic.ID = "nothing-to-retry"
}
