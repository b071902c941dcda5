package import Diagnostics
import ImageCore
import ImageOperations
package import PipelineModel

/// Takes the flat ground behind a subject away, and refuses by name what is no flat ground.
package struct CutoutStage: LocalStage {
  package static let name: StageName = "cutout"
  package static let revision = 2
  package static let summary = "Makes the flat ground behind a subject transparent, with soft edges and without its colour on them."
  package static let consumes: Set<Artifact.Kind> = [.raster]
  package static let produces = Artifact.Kind.raster
  package static let validates = true

  private enum Method: String, CaseIterable {
    case key
  }

  private enum Border: String, CaseIterable {
    case refused, allowed
  }

  private let colour: Colour?
  private let tolerance: Int?
  private let spill: Percent
  private let shrink: Int
  private let border: Border
  private let remedies: [AnswerRemedy]
  private let position: SourcePosition?

  package init(settings: inout SettingsReader) {
    _ = settings.choice("method", default: Method.key, "How the subject is told from the ground: `key`, by the ground's colour.")
    colour = settings.value(
      "colour", default: Colour?.none, expected: "a colour name or six hexadecimal digits",
      "The colour of the ground, about; default: the one that `generate` asked for, else what most of the border has.",
      show: { $0?.description },
      parse: { text in Colour(text).flatMap { $0.isOpaque ? .some($0) : nil } })
    tolerance = settings.integer(
      "tolerance", in: 0...64, "How many levels of 255 a pixel of the ground may be off it; default: by the border's noise.")
    spill = settings.value(
      "spill", default: Percent(millionths: 1_000_000), expected: "a percentage such as 80%",
      "How much of the ground's colour is taken out of what stays.", show: { $0.description }, parse: { Percent($0) })
    shrink = settings.integer("shrink", default: 0, in: 0...16, "By how many pixels the edge is moved inward.") ?? 0
    border =
      settings.choice("border", default: Border.refused, "Whether the subject may touch the picture's border: `refused` or `allowed`.")
      ?? .refused
    remedies = settings.list(
      "otherwise", default: [.fail], expected: AnswerRemedy.expected,
      "What to try, in this order, if there is no flat ground to take away.",
      show: { $0.text }, parse: { AnswerRemedy($0) })
    position = settings.position(of: "otherwise")
  }

  package var retries: Int { remedies.retries }

  package func check(in context: CheckContext) -> [Diagnostic] {
    guard retries > 0, !context.followsPaidStage else { return [] }
    return [Diagnostic(.nothingToRetry, "'retry' in 'cutout' needs a 'generate' before it", at: position)]
  }

  package func run(_ artifact: Artifact, in context: LocalContext) async throws -> StageResult {
    guard case .raster(let raster) = artifact else { preconditionFailure("the planner gives 'cutout' pixels only") }
    let finding = CutoutFinding(
      raster.convertedToSRGB().raster, colour: colour ?? context.ground.flatMap { Colour($0.colour) },
      keying: { survey in
        KeyingSettings(
          tolerance: tolerance.map { Float($0) } ?? survey.tolerance, spill: Float(spill.millionths) / 1_000_000, shrink: shrink)
      }, mayTouchBorder: border == .allowed)
    let verdict = finding.rejection.map { remedies.verdict(on: $0, retriesDone: context.retriesDone) } ?? .passed
    let judgement = Judgement(verdict, measured: finding.measured)
    return StageResult(.raster(finding.raster), notes: judgement.acceptanceNotes, judgement: judgement)
  }
}
