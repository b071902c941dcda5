import ArgumentParser
import Diagnostics
import Execution
import JSON
import PipelineModel
import Planning
import Reporting
import Runs
import Storage
import SystemPackage

/// `aquatint pick FILE ASSET ID|N`
struct PickCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "pick",
    abstract: "Shows an earlier answer for an asset, or another variant in the first one's place. Free; the next run writes its files.")

  @OptionGroup var arguments: PipelineArguments

  @Argument(help: "The asset's name.")
  var asset: String

  @Argument(help: "The number of a variant; or the id of a call, or its beginning; see 'aquatint ledger history'.")
  var choice: String

  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    try arguments.refuseSelectors("one asset is named, and none is asked for")
  }

  private static func whereToLook(_ file: String, _ asset: String) -> String {
    "`aquatint ledger history \(CommandLineText.quoted(file)) \(CommandLineText.quoted(asset))` lists its calls"
  }

  func run(in environment: ProcessEnvironment) async throws {
    let session = try Session(arguments: arguments, format: formatOptions.format, environment: environment)
    let loaded = try session.load(arguments.file)
    let picked = try await Surfacing.storageErrors {
      let store = try await Store.open(loaded.pipeline.store.string)
      let plan = try await session.plan(loaded, store: store)
      guard let planned = plan.assets.first(where: { $0.name == asset }) else {
        throw CommandFailure(.wrongInput, NearestAsset.missing(asset, among: plan.assets.map(\.name)))
      }
      let exchange = try await chosenCall(for: planned, in: store)
      guard exchange.picture != nil else {
        throw CommandFailure(.wrongInput, "call \(exchange.id) brought no picture; \(Self.whereToLook(arguments.file, asset))")
      }
      guard exchange.slot.pipeline == plan.pipeline.name, let bindings = planned.bindings(picking: exchange) else {
        throw CommandFailure(.wrongInput, "call \(exchange.id) was not made for '\(asset)'; \(Self.whereToLook(arguments.file, asset))")
      }
      try await BindingWriter(pipeline: plan.pipeline, store: store).write(bindings)
      return (id: exchange.id.text, isNew: !bindings.isEmpty)
    }
    say(picked)
  }

  /// Returns the chosen call: ids have 16 digits, so a number of one or two is a variant's.
  private func chosenCall(for planned: PlannedAsset, in store: Store) async throws -> Exchange {
    if let number = Int(choice), choice.utf8.count <= 2 {
      let count = planned.asset.chain.variants
      guard (1...count).contains(number) else {
        throw CommandFailure(.wrongInput, "'\(asset)' has \(Count.of(count, "variant")), none of the number \(choice)")
      }
      guard let answer = planned.answer(ofVariant: number) else {
        throw CommandFailure(.wrongInput, "variant \(number) of '\(asset)' has no answer yet; `aquatint run` asks for it")
      }
      return answer
    }
    do throws(StorageError) {
      return try await store.ledger.exchange(prefix: choice)
    } catch {
      throw CommandFailure(.wrongInput, "'\(choice)' is not the beginning of one call's id; \(Self.whereToLook(arguments.file, asset))")
    }
  }

  private func say(_ picked: (id: String, isNew: Bool)) {
    switch formatOptions.format {
    case .text:
      let next = "shows \(picked.id); `\(CommandLineText(arguments, store: arguments.store).text("run"))` writes its files"
      Output.standardOutput.line("'\(asset)' " + (picked.isNew ? next : "shows \(picked.id) already"))
    case .json:
      Output.standardOutput.line(
        JSONValue.object([("asset", .text(asset)), ("exchange", .text(picked.id)), ("changed", .flag(picked.isNew))]).line)
    }
  }
}
