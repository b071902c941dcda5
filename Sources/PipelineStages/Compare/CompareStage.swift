package import Diagnostics
package import ImageCore
import ImageOperations
package import PipelineModel

/// Holds what a model made of a picture against that picture: whether the product is where it was, as large, and of its colour.
package struct CompareStage: LocalStage {
  package static let name: StageName = "compare"
  package static let revision = 1
  package static let summary =
    "Holds a picture against its source or another one: shift, zoom, colour and structure, each with a limit."
  package static let consumes: Set<Artifact.Kind> = [.raster]
  package static let produces = Artifact.Kind.raster
  package static let validates = true
  package static let changesPicture = false

  private let known: ComparedPicture
  private let limits: CompareLimits
  private let remedies: [AnswerRemedy]
  private let position: SourcePosition?
  private let regionPosition: SourcePosition?
  private let retryPosition: SourcePosition?

  package init(settings: inout SettingsReader) {
    known = settings.value(
      "to", default: .source, expected: ComparedPicture.expected,
      "What the picture is held against: `source`, the picture that the chain begins with; `turn 1`, what that generation returned; or `asset NAME`, the original of another asset.",
      show: { $0.text }, parse: { ComparedPicture($0) })
    limits = CompareLimits(settings: &settings)
    remedies = settings.list(
      "otherwise", default: [.fail], expected: AnswerRemedy.expected,
      "What to try, in this order, if a limit is passed or the two cannot be aligned.", show: { $0.text }, parse: { AnswerRemedy($0) })
    position = settings.position(of: "to")
    regionPosition = settings.position(of: "region")
    retryPosition = settings.position(of: "otherwise")
  }

  package var retries: Int { remedies.retries }

  package var sideInputs: [SideInput] {
    var inputs = [SideInput(known.origin, at: position)]
    if case .mask(let path)? = limits.region { inputs.append(SideInput(.mask(path), at: regionPosition, coversSource: known == .source)) }
    return inputs
  }

  package func workingBytes(on size: PixelSize) -> Int { Registration.workingBytes(on: size) }

  package func check(in context: CheckContext) -> [Diagnostic] {
    if retries > 0, !context.followsPaidStage {
      return [Diagnostic(.nothingToRetry, "'retry' in 'compare' needs a 'generate' before it", at: retryPosition)]
    }
    switch known {
    case .asset: return []
    case .turn(let number):
      if number < context.turnsBefore { return [] }
      let missing =
        number == context.turnsBefore
        ? "turn \(number) is the one whose picture comes in"
        : "\(context.turnsBefore) of them stand\(context.turnsBefore == 1 ? "s" : "") before it"
      return [Diagnostic(.nothingToCompare, "'compare' needs an earlier 'generate' to compare with: \(missing)", at: position)]
    case .source:
      if !context.followsPaidStage {
        return [
          Diagnostic(.nothingToCompare, "'compare' needs a 'generate' before it, whose picture it holds against the source", at: position)
        ]
      }
      if context.beginsWithFile { return [] }
      return [Diagnostic(.nothingToCompare, "'compare' needs a source, and this chain begins without a file", at: position)]
    }
  }

  package func inspect(_ files: FileAccess) async throws {
    guard case .mask(let path)? = limits.region else { return }
    let size = known == .source ? try await files.open(SideInput.Origin.source).header.uprightSize : nil
    _ = try await MaskReader.read(path, of: size, known.displayName, in: files)
  }

  package func run(_ artifact: Artifact, in context: LocalContext) async throws -> StageResult {
    guard case .raster(let raster) = artifact else { preconditionFailure("the planner gives 'compare' pixels only") }
    let (source, _) = try await PictureDecoder.decode(try await context.files.open(known.origin))
    var mask: PictureMask?
    if case .mask(let path)? = limits.region {
      mask = try await MaskReader.read(path, of: source.size, known.displayName, in: context.files)
    }
    let finding = try CompareFinding(raster.convertedToSRGB().raster, source: source, limits: limits, mask: mask)
    let verdict = finding.rejection.map { remedies.verdict(on: $0, retriesDone: context.retriesDone) } ?? .passed
    let judgement = Judgement(verdict, measured: finding.measured)
    return StageResult(
      artifact, notes: judgement.acceptanceNotes, judgement: judgement, evidence: try finding.difference.flatMap(context.writer.evidence))
  }
}

extension ImageWriter {
  /// The longest side of the pictures that show what was found.
  private static let longestSide = 512

  /// Returns a picture for people in a small size, or `nil` where this program writes no PNG.
  fileprivate func evidence(of raster: Raster) throws -> EncodedPicture? {
    guard let format = codecs.codec(for: FormatID("png"))?.format else { return nil }
    let small = try raster.resampled(to: FitPlan(source: raster.size, target: .longest(Self.longestSide), enlarge: false).scaled)
    return EncodedPicture(bytes: try write(small, as: format.id), format: format, size: small.size)
  }
}

extension Diagnostic.ID {
  fileprivate static let nothingToCompare: Diagnostic.ID = "nothing-to-compare"
}
