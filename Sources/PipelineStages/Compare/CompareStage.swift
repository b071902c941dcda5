package import Diagnostics
import ImageCore
import ImageOperations
package import PipelineModel

/// Holds what a model made of a picture against that picture: whether the product is where it was, as large, and of its colour.
package struct CompareStage: LocalStage {
  package static let name: StageName = "compare"
  package static let revision = 1
  package static let summary =
    "Holds a picture that came back against its source: shift, zoom, colour and structure, each with a limit."
  package static let consumes: Set<Artifact.Kind> = [.raster]
  package static let produces = Artifact.Kind.raster
  package static let validates = true
  package static let readsSource = true

  /// What the picture is held against.
  private enum Known: String, CaseIterable {
    case source
  }

  private let limits: CompareLimits
  private let remedies: [AnswerRemedy]
  private let position: SourcePosition?
  private let retryPosition: SourcePosition?

  package init(settings: inout SettingsReader) {
    _ = settings.choice("to", default: Known.source, "What the picture is held against: `source`, the picture that the chain begins with.")
    limits = CompareLimits(settings: &settings)
    remedies = settings.list(
      "otherwise", default: [.fail], expected: AnswerRemedy.expected,
      "What to try, in this order, if a limit is passed or the two cannot be aligned.", show: { $0.text }, parse: { AnswerRemedy($0) })
    position = settings.position(of: "to")
    retryPosition = settings.position(of: "otherwise")
  }

  package var retries: Int { remedies.retries }

  package func check(in context: CheckContext) -> [Diagnostic] {
    if !context.followsPaidStage {
      return [
        Diagnostic(.nothingToCompare, "'compare' needs a 'generate' before it, whose picture it holds against the source", at: position)
      ]
    }
    if !context.beginsWithFile {
      return [Diagnostic(.nothingToCompare, "'compare' needs a source, and this chain begins without a file", at: position)]
    }
    return []
  }

  package func run(_ artifact: Artifact, in context: LocalContext) async throws -> StageResult {
    guard case .raster(let raster) = artifact else { preconditionFailure("the planner gives 'compare' pixels only") }
    guard let path = context.sourcePath else { preconditionFailure("a chain without a source was refused") }
    let (source, _) = try await PictureDecoder.decode(try await context.files.open(path), of: path)
    let finding = try CompareFinding(raster.convertedToSRGB().raster, source: source, limits: limits)
    let verdict = finding.rejection.map { remedies.verdict(on: $0, retriesDone: context.retriesDone) } ?? .passed
    let judgement = Judgement(verdict, measured: finding.measured)
    return StageResult(artifact, notes: judgement.acceptanceNotes, judgement: judgement)
  }
}

extension Diagnostic.ID {
  fileprivate static let nothingToCompare: Diagnostic.ID = "nothing-to-compare"
}
