import ArgumentParser
import Execution
import JSON
import PipelineModel
import Planning
import Reporting
import Runs
import Storage
import SystemPackage

/// `aquatint unpick FILE ASSET`
struct UnpickCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "unpick",
    abstract: "Takes back what was picked or accepted for an asset's present request. Free; the next run writes its files.")

  @OptionGroup var arguments: ChoosingArguments

  @Argument(help: "The asset's name.", completion: WordCompletion.assets)
  var asset: String

  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    try arguments.refuseSelectors("one asset is named, and none is asked for")
  }

  func run(in environment: ProcessEnvironment) async throws {
    let session = try Session(arguments.invocation, format: formatOptions.format, environment: environment)
    let loaded = try session.load(arguments.file)
    let outcome = try await mappingStorageErrors {
      let store = try await Store.open(loaded.pipeline.store.string)
      let plan = try await session.plan(loaded, store: store)
      guard let before = plan.assets.first(where: { $0.name == asset }) else {
        throw CommandFailure(.wrongInput, NearestAsset.missing(asset, among: plan.assets.map(\.name)))
      }
      let planner = Planner(components: session.components, store: store, options: session.options, withoutChoices: [asset])
      let without = try await planner.plan(loaded.pipeline, after: loaded.diagnostics, expansion: loaded.expansion).plan
      guard let after = without?.assets.first(where: { $0.name == asset }) else { throw ExitStatus.wrongInput }
      let released = before.shown.filter { place, answer in after.shown[place]??.id != answer?.id }
      try await BindingWriter(pipeline: plan.pipeline, store: store).release(Array(released.keys))
      return Outcome(answer: after.answer(ofVariant: 1)?.id.text, isNew: !released.isEmpty)
    }
    say(outcome)
  }

  private struct Outcome {
    /// The answer that the asset uses without a choice, or `nil` if it has none then.
    let answer: String?
    let isNew: Bool
  }

  private func say(_ outcome: Outcome) {
    let run = "`\(CommandLineText(arguments.invocation).text("run"))`"
    switch formatOptions.format {
    case .text:
      let shows = outcome.answer.map { "shows \($0)" } ?? "shows no answer"
      let next = outcome.answer == nil ? "\(run) asks for one, and `plan` says what that costs" : "\(run) writes its files"
      Output.standardOutput.line(
        outcome.isNew ? "'\(asset)' \(shows) again; \(next)" : "nothing was picked for '\(asset)'; it \(shows)")
    case .json:
      Output.standardOutput.line(
        JSONDocument.unpick.value([
          ("asset", .text(asset)), ("exchange", outcome.answer.map { .text($0) } ?? .null), ("changed", .flag(outcome.isNew)),
        ]).line)
    }
  }
}
