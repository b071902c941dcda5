import ArgumentParser
import Diagnostics
import JSON
import PipelineModel
import Runs
import Storage

/// `aquatint ledger resolve (--resend|--accept-loss) (ID…|all)`
struct LedgerResolveCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Decides about calls that may have been billed without an answer. Sends nothing; the next run does.")

  @Flag(help: "The next run sends them again; they may be billed twice.")
  var resend = false

  @Flag(help: "They are given up; their assets stay failed until --refresh.")
  var acceptLoss = false

  @Argument(help: "Ids of calls, or their beginnings; or 'all'.")
  var ids: [String]

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if resend == acceptLoss { throw ValidationError("say either --resend or --accept-loss") }
  }

  func run(in environment: ProcessEnvironment) async throws {
    let decided = try await Surfacing.storageErrors {
      let store = try await Store.open(storeOptions.existingPath(environment))
      _ = try await store.adoptOrphans(besides: nil)
      let chosen = try await choose(in: store.ledger)
      try await store.ledger.resolve(chosen.map(\.id), as: resend ? .resend : .loss)
      return chosen
    }
    if formatOptions.format == .json {
      let ids = decided.map { JSONValue.text($0.id.text) }
      Output.standardOutput.line(
        JSONDocument.resolution.value([("decision", .text(resend ? "resend" : "acceptLoss")), ("calls", .array(ids))]).line)
      return
    }
    let what = resend ? "will be sent again by the next run" : "given up"
    Output.standardOutput.line("\(Count.of(decided.count, "call")) \(what)")
  }

  private func choose(in ledger: Ledger) async throws -> [Exchange] {
    if ids == ["all"] { return try await ledger.exchanges(in: .unknown) }
    var chosen: [Exchange] = []
    for id in ids {
      do throws(StorageError) {
        let exchange = try await ledger.exchange(prefix: id)
        if !chosen.contains(where: { $0.id == exchange.id }) { chosen.append(exchange) }
      } catch {
        throw CommandFailure(
          .wrongInput, "'\(id)': \(error.kind == .ambiguousExchange ? "several calls begin like this" : "there is no such call")")
      }
    }
    if let settled = chosen.first(where: { $0.state != .unknown }) {
      throw CommandFailure(.wrongInput, "call \(settled.id) is not in doubt: \(settled.phrase)")
    }
    return chosen
  }
}
