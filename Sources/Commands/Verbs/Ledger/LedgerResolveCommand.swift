import ArgumentParser
import Diagnostics
import JSON
import PipelineModel
import Runs
import Storage
import SystemPackage

/// `aquatint ledger resolve (--resend|--accept-loss) (ID…|all)`
struct LedgerResolveCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Decides about calls that may have been billed without an answer. Sends nothing; the next run does.")

  @Flag(help: "The next run sends them again; they may be billed twice.")
  var resend = false

  @Flag(help: "With --resend: only those that their gateways recognize as the same call, so that none is billed twice.")
  var safely = false

  @Flag(help: "They are given up; their assets stay failed until --refresh.")
  var acceptLoss = false

  @Argument(help: "Ids of calls, or their beginnings; or 'all'.")
  var ids: [String]

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var sharing: SharedOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if safely, !resend { throw ValidationError("--safely is of --resend") }
    if resend == acceptLoss { throw ValidationError("say either --resend or --accept-loss") }
  }

  func run(in environment: ProcessEnvironment) async throws {
    if let shared = sharing.shared { return try await decide(inShared: environment.currentFolder.resolving(shared).string) }
    let decided = try await mappingStorageErrors {
      let store = try await Store.open(storeOptions.existingPath(environment))
      _ = try await store.adoptOrphans(besides: nil)
      let now = UTCClock.system.milliseconds()
      let chosen = try await choose(in: store.ledger).filter { !safely || $0.callName(at: now) != nil }
      try await store.ledger.resolve(chosen.map(\.id), as: resend ? .resend : .loss)
      return chosen
    }
    let now = UTCClock.system.milliseconds()
    tell(decided.map(\.id), recognized: decided.count { $0.callName(at: now) != nil })
  }

  /// Decides for all machines that share a folder; no store is needed. A claim without a record is left to who made it.
  private func decide(inShared folder: String) async throws {
    let decided = try await mappingStorageErrors {
      let calls = SharedCalls(try SharedFolder(opening: folder), identity: .init(plan: "", host: Machine.hostName, shard: nil))
      let undecided = try await calls.undecided()
      let chosen = try ids == ["all"] ? undecided : ids.flatMap { try choose($0, among: undecided) }
      try await calls.decide(chosen, as: resend ? .resend : .loss)
      return Set(chosen.map(\.call.id))
    }
    tell(decided.sorted { $0.text < $1.text }, recognized: 0)
  }

  private func choose(_ id: String, among undecided: [SharedEntry]) throws -> [SharedEntry] {
    let chosen = undecided.filter { !id.isEmpty && $0.call.id.text.hasPrefix(id) }
    guard chosen.count == 1 else {
      throw CommandFailure(.wrongInput, "'\(id)': \(chosen.isEmpty ? "there is no such call in doubt" : "several calls begin like this")")
    }
    return chosen
  }

  /// - Parameter safe: those that their gateways recognize when they are sent again.
  private func tell(_ decided: [ExchangeID], recognized safe: Int) {
    if formatOptions.format == .json {
      let ids = decided.map { JSONValue.text($0.text) }
      Output.standardOutput.line(
        JSONDocument.resolution.value([("decision", .text(resend ? "resend" : "acceptLoss")), ("calls", .array(ids))]).line)
      return
    }
    let what = resend ? "will be sent again by the next run" : "given up"
    let note =
      resend && safe > 0 ? "; \(safe == decided.count ? "all" : "\(safe)") are recognized by their gateways and not billed twice" : ""
    Output.standardOutput.line("\(Count.of(decided.count, "call")) \(what)\(note)")
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
      throw CommandFailure(.wrongInput, "call \(settled.id) is not in doubt: \(settled.displayName)")
    }
    return chosen
  }
}
