import ArgumentParser
import JSON
import PipelineModel
import Planning
import Runs
import Storage
import SystemPackage

/// `aquatint ledger history FILE ASSET`
struct LedgerHistoryCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Every call that was made for an asset; a star marks the one it shows.")

  @OptionGroup var arguments: ChoosingArguments

  @Argument(help: "The asset's name.", completion: WordCompletion.assets)
  var asset: String

  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    try arguments.refuseSelectors("one asset is named, and none is asked for")
  }

  func run(in environment: ProcessEnvironment) async throws {
    var invocation = arguments.invocation
    // Of the other assets only the names are needed.
    invocation.only = [asset]
    let session = try Session(invocation, format: formatOptions.format, environment: environment)
    let loaded = try session.load(arguments.file)
    let (attempts, bound) = try await mappingStorageErrors {
      let store = try await Store.openReadOnly(loaded.pipeline.store.string)
      let attempts = try await store.ledger.history(pipeline: loaded.pipeline.name, asset: asset)
      let bound = try await session.bindings(of: loaded.pipeline, asset: asset, in: store)
      return (attempts, Set(bound.values.map(\.exchange)))
    }
    // An asset that was removed from the file keeps its calls.
    if attempts.isEmpty, let names = loaded.expansion?.names, !names.contains(asset) {
      throw CommandFailure(.wrongInput, NearestAsset.missing(asset, among: names.sorted()))
    }
    switch formatOptions.format {
    case .text:
      let lines = attempts.map { ExchangeLine.text($0, isBound: bound.contains($0.id)) }
      Output.standardOutput.line(lines.isEmpty ? "no calls were made for '\(asset)'" : lines.joined(separator: "\n"))
    case .json:
      Output.standardOutput.line(
        JSONDocument.history.value([
          ("asset", .text(asset)), ("attempts", .array(attempts.map(ExchangeLine.json))),
          ("bound", .array(bound.map { .text($0.text) })),
        ]).line)
    }
  }
}
