import ArgumentParser
import Diagnostics
import Execution
import JSON
import PipelineModel
import PipelineSpec
import Planning
import Reporting
import Runs
import Storage
import SystemPackage

/// `aquatint accept FILE GLOB`
struct AcceptCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Keeps the present pictures for a request that has changed, so that fixing a typo costs nothing.")

  @OptionGroup var arguments: ChoosingArguments

  @Argument(help: "The assets' names; * stands for any text.", completion: WordCompletion.assets)
  var glob: String

  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    try arguments.refuseSelectors("the pattern names the assets, and none is asked for")
  }

  func run(in environment: ProcessEnvironment) async throws {
    let session = try Session(arguments.invocation, format: formatOptions.format, environment: environment)
    let loaded = try session.load(arguments.file)
    let accepted = try await mappingStorageErrors {
      let store = try await Store.open(loaded.pipeline.store.string)
      let plan = try await session.plan(loaded, store: store)
      let pattern = GlobText(glob)
      let chosen = NameSelection([pattern], among: Set(plan.assets.map(\.name)))
      guard plan.assets.contains(where: { chosen.contains($0.name) }) else {
        if let problem = pattern.problem { throw CommandFailure(.wrongInput, problem.message) }
        throw CommandFailure(
          .wrongInput,
          "'\(glob)' matches no asset; `\(CommandLineText(arguments.invocation).text("plan")) --details` lists them")
      }
      let known = try await session.bindings(of: plan.pipeline, in: store)
      var bindings: [Binding] = []
      for asset in plan.assets where chosen.contains(asset.name) {
        for node in asset.nodes {
          guard let wanted = node.exchange, let present = known[wanted.slot], present.key != wanted.identity.key else { continue }
          bindings.append(Binding(slot: wanted.slot, exchange: present.exchange, key: wanted.identity.key))
        }
      }
      try await BindingWriter(pipeline: plan.pipeline, store: store).write(bindings)
      return bindings.count
    }
    if formatOptions.format == .json {
      Output.standardOutput.line(JSONDocument.accepted.value([("accepted", .integer(accepted))]).line)
      return
    }
    Output.standardOutput.line(
      accepted == 0
        ? "nothing to accept: no matching asset's request has changed" : "\(Count.of(accepted, "answer")) kept for the changed request")
  }
}
