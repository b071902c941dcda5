package import Diagnostics
package import ImageCore
import ImageOperations
package import PipelineModel

/// Puts the source's own pixels back where they may not be changed: a label, a logo, a face.
package struct ProtectStage: LocalStage {
  package static let name: StageName = "protect"
  package static let revision = 1
  package static let summary = "Puts the source's own pixels back where a mask is white, aligned with what came back."
  package static let consumes: Set<Artifact.Kind> = [.raster]
  package static let produces = Artifact.Kind.raster
  package static let validates = true

  private enum Seam: String, CaseIterable {
    case plain, matched
  }

  private let area: ProtectedArea?
  private let feather: Int
  private let seam: Seam
  private let remedies: [AnswerRemedy]
  private let position: SourcePosition?
  private let retryPosition: SourcePosition?

  /// Around what is kept, colours are matched over so many times the feather, and over no less than so many pixels.
  private static let matched = (times: 4, least: 32)

  package init(settings: inout SettingsReader) {
    area = settings.value(
      "mask", default: ProtectedArea?.none, expected: "a path, or 'alpha'", isRequired: true,
      "What is kept: where a file of the source's size is white, or where the source is opaque (`alpha`).", show: { $0?.text },
      parse: { ProtectedArea($0).map { .some($0) } })
    feather =
      settings.integer(
        "feather", default: 2, in: 0...256, "Over how many pixels around it what is kept passes into what came back.") ?? 2
    seam =
      settings.choice(
        "seam", default: Seam.plain,
        "Whether what came back gets the source's colours around what is kept (`matched`), or stays as it is (`plain`).") ?? .plain
    remedies = settings.list(
      "otherwise", default: [.fail], expected: AnswerRemedy.expected,
      "What to try, in this order, if the two cannot be aligned; `accept` leaves the picture as it came back.", show: { $0.text },
      parse: { AnswerRemedy($0) })
    position = settings.position(of: "mask")
    retryPosition = settings.position(of: "otherwise")
  }

  package var retries: Int { remedies.retries }

  package var sideInputs: [SideInput] {
    var inputs = [SideInput(.source, at: position)]
    if case .file(let path)? = area { inputs.append(SideInput(.mask(path), at: position, coversSource: true)) }
    return inputs
  }

  package func workingBytes(on size: PixelSize) -> Int {
    // The source as it is laid over, its mask as pixels and as levels twice, distances, and the result.
    Registration.workingBytes(on: size) + 20 * (size.pixelCount ?? 0)
  }

  package func check(in context: CheckContext) -> [Diagnostic] {
    if !context.followsPaidStage {
      return [
        Diagnostic(
          .nothingToProtect, "'protect' needs a 'generate' before it, whose picture it puts the source's pixels into", at: position)
      ]
    }
    if !context.beginsWithFile {
      return [Diagnostic(.nothingToProtect, "'protect' needs a source, and this chain begins without a file", at: position)]
    }
    return []
  }

  package func inspect(_ files: FileAccess) async throws {
    let source = try await files.open(SideInput.Origin.source)
    switch area {
    case .file(let path)?: _ = try await MaskReader.read(path, of: source.header.uprightSize, "the source", in: files)
    case .alpha?: _ = try Self.alpha(of: try await PictureDecoder.decode(source).raster)
    case nil: break
    }
  }

  private static func alpha(of source: Raster) throws(StageFailure) -> PictureMask {
    let mask = PictureMask(alphaOf: source)
    guard mask.hasContrast else {
      throw StageFailure("mask-without-contrast", "the source's alpha tells nothing apart: it needs opaque and transparent pixels")
    }
    return mask
  }

  package func run(_ artifact: Artifact, in context: LocalContext) async throws -> StageResult {
    guard case .raster(let raster) = artifact else { preconditionFailure("the planner gives 'protect' pixels only") }
    let (source, _) = try await PictureDecoder.decode(try await context.files.open(SideInput.Origin.source))
    let mask: PictureMask
    switch area {
    case .file(let path)?: mask = try await MaskReader.read(path, of: source.size, "the source", in: context.files)
    case .alpha?: mask = try Self.alpha(of: source)
    case nil: preconditionFailure("a file without its mask was refused")
    }
    let result = raster.convertedToSRGB().raster.roundedToBytes()
    let finding = try ProtectFinding(result, source: source, remedies: remedies, retriesDone: context.retriesDone)
    guard let laying = finding.laying, let cast = finding.cast else {
      return StageResult(artifact, notes: finding.judgement.acceptanceNotes, judgement: finding.judgement)
    }
    let placed = try mask.laid(by: laying)
    let near = seam == .matched ? placed.feathered(by: max(Self.matched.least, feather * Self.matched.times)) : nil
    let kept = result.with(
      try source.laid(by: laying), where: placed.feathered(by: feather), losing: near == nil ? nil : cast, near: near)
    return StageResult(.raster(kept), judgement: finding.judgement)
  }
}

extension Diagnostic.ID {
  fileprivate static let nothingToProtect: Diagnostic.ID = "nothing-to-protect"
}
