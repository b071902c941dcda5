import ArgumentParser
import PipelineEngine
import Storage
import SystemPackage

/// `aquatint pick FILE ASSET ID`
struct PickCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pick", abstract: "Shows an earlier answer for an asset again. Free; the next run writes its files.")

  @OptionGroup var arguments: PipelineArguments

  @Argument(help: "The asset's name.")
  var asset: String

  @Argument(help: "The id of a call, or its beginning; see 'aquatint ledger history'.")
  var id: String

  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    try arguments.refuseSelectors("one asset is named, and none is asked for")
  }

  private static func whereToLook(_ file: String, _ asset: String) -> String {
    "`aquatint ledger history \(file) \(asset)` lists its calls"
  }

  func run() async throws {
    let session = try Session(arguments: arguments, format: formatOptions.format, surroundings: .current())
    let loaded = try session.load(arguments.file)
    let picked = try await Surfacing.storageErrors {
      let store = try await Store.open(loaded.pipeline.store.string)
      let plan = try await session.plan(loaded, store: store)
      guard let planned = plan.assets.first(where: { $0.name == asset }) else {
        throw CommandFailure(.wrongInput, NearestAsset.missing(asset, among: plan.assets.map(\.name)))
      }
      let exchange: Exchange
      do throws(StorageError) {
        exchange = try await store.ledger.exchange(prefix: id)
      } catch {
        throw CommandFailure(.wrongInput, "'\(id)' is not the beginning of one call's id; \(Self.whereToLook(arguments.file, asset))")
      }
      guard exchange.picture != nil else {
        throw CommandFailure(.wrongInput, "call \(exchange.id) brought no picture; \(Self.whereToLook(arguments.file, asset))")
      }
      guard exchange.slot.pipeline == plan.pipeline.name, exchange.slot.asset == asset || planned.shares(exchange),
        let step = planned.steps.first(where: { $0.index == exchange.slot.stage && $0.variant == exchange.slot.variant }),
        let wanted = step.exchange
      else {
        throw CommandFailure(.wrongInput, "call \(exchange.id) was not made for '\(asset)'; \(Self.whereToLook(arguments.file, asset))")
      }
      let binding = Binding(slot: wanted.slot, exchange: exchange.id, key: wanted.identity.key)
      try await BindingWriter(pipeline: plan.pipeline, store: store).write([binding])
      return exchange.id.text
    }
    switch formatOptions.format {
    case .text: Output.standardOutput.line("'\(asset)' shows \(picked); `aquatint run \(arguments.file)` writes its files")
    case .json: Output.standardOutput.line(JSONValue.object([("asset", .text(asset)), ("exchange", .text(picked))]).line)
    }
  }
}

extension PlannedAsset {
  /// Whether an exchange was made for the same request as one of this asset's.
  fileprivate func shares(_ exchange: Exchange) -> Bool {
    steps.contains { $0.exchange?.identity.key == exchange.key }
  }
}
