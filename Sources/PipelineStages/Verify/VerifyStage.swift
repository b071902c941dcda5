package import Diagnostics
import GatewayAPI
package import ImageCore
import ImageOperations
package import PipelineModel

/// Validates the returned pixels against the requested ratio. A picture is never stretched.
package struct VerifyStage: LocalStage {
  package static let name: StageName = "verify"
  package static let revision = 1
  package static let summary = "Checks the returned pixels: their ratio, and what else is named; says what to do if something is wrong."
  package static let consumes: Set<Artifact.Kind> = [.raster]
  package static let produces = Artifact.Kind.raster
  package static let validates = true

  private let ratio: AspectRatio?
  private let tolerance: Percent
  private let remedies: [Remedy]
  private let checks: PictureChecks
  private let position: SourcePosition?

  package init(settings: inout SettingsReader) {
    ratio = settings.value(
      "aspectRatio", default: AspectRatio?.none, expected: "a ratio such as 16:9",
      "The ratio of width to height; default: what was asked for.", show: { $0?.description },
      parse: { AspectRatio($0).map { .some($0) } })
    tolerance = settings.value(
      "tolerance", default: Percent.ratioTolerance, expected: "a percentage such as 3%",
      "How far the ratio may be off.", show: { $0.description }, parse: { Percent($0) })
    remedies = settings.list(
      "otherwise", default: [.answer(.fail)], expected: Remedy.expected, "What to try, in this order, if the ratio is wrong.",
      show: { $0.text }, parse: { Remedy($0) })
    checks = settings.omittingDefaults { PictureChecks(settings: &$0) }
    position = settings.position(of: "aspectRatio")
  }

  package var retries: Int { remedies.answers.retries }

  package func check(in context: CheckContext) -> [Diagnostic] {
    if ratio == nil, !context.asksForRatio, checks.isEmpty {
      return [Diagnostic(.nothingToVerify, "'verify' needs 'aspectRatio', because no ratio is asked for before it", at: position)]
    }
    if retries > 0, !context.followsPaidStage {
      return [Diagnostic(.nothingToRetry, "'retry' in 'verify' needs a 'generate' before it", at: position)]
    }
    return []
  }

  package func judgement(of size: PixelSize, asked: AskedPicture?, limits: DecodeLimits) -> Judgement? {
    let bySize = (ratio ?? asked?.ratio).map { judge(size, against: $0, asked: asked, retriesDone: 0, limits: limits).judgement }
    // What else is checked takes the pixels.
    return checks.isEmpty || bySize?.isAccepted == false ? bySize : nil
  }

  package func run(_ artifact: Artifact, in context: LocalContext) async throws -> StageResult {
    guard case .raster(let raster) = artifact else { preconditionFailure("the planner gives 'verify' pixels only") }
    let wanted = ratio ?? context.asked?.ratio
    guard wanted != nil || !checks.isEmpty else {
      throw StageFailure(.noRatio, "there is no ratio to verify; name one with 'aspectRatio'")
    }
    let found = checks.judge(raster)
    let remark = found.note.map { [$0] } ?? []
    let finding = wanted.map {
      judge(raster.size, against: $0, asked: context.asked, retriesDone: context.retriesDone, limits: context.reader.limits)
    }
    let measured = (finding?.judgement.measured ?? []) + found.measured
    if let rejection = found.rejection, finding?.judgement.isAccepted != false {
      // A crop or a pad helps against none of what is checked.
      let verdict = remedies.answers.verdict(on: rejection, retriesDone: context.retriesDone)
      if case .repaired = verdict {
        return StageResult(
          result(of: finding?.repair, raster) ?? artifact,
          notes: (finding?.note.map { [$0] } ?? []) + ["accepted although \(rejection.message)"],
          judgement: Judgement(verdict, measured: measured))
      }
      return StageResult(artifact, judgement: Judgement(verdict, measured: measured))
    }
    return StageResult(
      result(of: finding?.repair, raster) ?? artifact, notes: (finding?.note.map { [$0] } ?? []) + remark,
      judgement: Judgement(finding?.judgement.verdict ?? .passed, measured: measured))
  }

  private func result(of repair: Repair?, _ raster: Raster) -> Artifact? {
    switch repair {
    case .crop(let crop)?: .raster(raster.cropped(to: crop))
    case .pad(let pad, let colour)?: .raster(raster.padded(pad.placement, onto: colour))
    case nil: nil
    }
  }

  // MARK: judging

  /// The repair of the pixels.
  private enum Repair {
    case crop(AspectCrop)
    case pad(AspectPad, Colour)
  }

  private struct Finding {
    let judgement: Judgement
    var repair: Repair?
    var note: String?
  }

  /// Returns the judgement over a picture of a size, and its repair: the remedies in the order of the file.
  private func judge(
    _ size: PixelSize, against wanted: AspectRatio, asked: AskedPicture?, retriesDone: Int, limits: DecodeLimits
  ) -> Finding {
    let measured = [Judgement.Measurement("size", "\(size)"), .init("ratio", "\(wanted)"), .init("tolerance", "\(tolerance)")]
    func found(_ verdict: Judgement.Verdict, _ repair: Repair? = nil, note: String? = nil) -> Finding {
      Finding(judgement: Judgement(verdict, measured: measured), repair: repair, note: note)
    }
    if size == asked?.expected, asked?.ratio == wanted { return found(.passed) }
    let realClass = ModelCard.sizeClass(of: size).rawValue
    var sizeRemark: String?
    if let askedClass = asked?.imageSize, askedClass != realClass {
      sizeRemark = "asked for \(askedClass), the pixels are \(realClass)"
    }
    if wanted.matches(size, within: tolerance) { return found(.passed, note: sizeRemark) }
    var message = "the picture is \(size), which is not \(wanted) within \(tolerance)"
    if let sizeRemark { message += "; \(sizeRemark)" }
    let rejection = Rejection(.wrongRatio, message)

    var retriesBefore = 0
    for remedy in remedies {
      switch remedy {
      case .answer(.accept): return found(.repaired(by: remedy.text, rejection), note: "accepted although \(message)")
      case .answer(.fail): return found(.rejected(rejection))
      case .answer(.retry(let count)):
        if retriesDone < retriesBefore + count { return found(.retry(rejection)) }
        retriesBefore += count
      case .crop(let most):
        let crop = AspectCrop(of: size, to: wanted)
        guard sizeRemark == nil, crop.loses(atMost: most) else { continue }
        return found(
          .repaired(by: remedy.text, rejection), .crop(crop), note: "\(size) cropped to \(crop.rectangle.size), losing \(crop.lost)")
      case .pad(let colour):
        let pad = AspectPad(of: size, to: wanted)
        // A canvas beyond the limits is no remedy, like a crop that would lose too much.
        guard sizeRemark == nil, limits.problem(making: pad.canvas) == nil else { continue }
        return found(.repaired(by: remedy.text, rejection), .pad(pad, colour), note: "\(size) padded to \(pad.canvas)")
      }
    }
    return found(.rejected(rejection))
  }
}

extension StageFailure.Code {
  fileprivate static let wrongRatio: StageFailure.Code = "wrong-ratio"
  fileprivate static let noRatio: StageFailure.Code = "no-ratio"
}

extension Diagnostic.ID {
  fileprivate static let nothingToVerify: Diagnostic.ID = "nothing-to-verify"
}
