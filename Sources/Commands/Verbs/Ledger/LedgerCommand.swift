import ArgumentParser
import Diagnostics
import GatewayAPI
import JSON
import Reporting
import Runs
import Storage

/// `aquatint ledger …`
struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "What was asked, what it cost, and what is still in doubt.",
    subcommands: [
      LedgerReportCommand.self, LedgerResolveCommand.self, LedgerHistoryCommand.self, LedgerGCCommand.self, LedgerExportCommand.self,
      LedgerImportCommand.self, LedgerRebuildCommand.self,
    ],
    defaultSubcommand: LedgerReportCommand.self)
}

/// `aquatint ledger [FILE] [--wasted]`
struct LedgerReportCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Calls and their cost by day, gateway, model and run; and the calls in doubt.")

  @Argument(help: "A pipeline file, whose store is looked at.", completion: .file())
  var file: String?

  @Flag(help: "Only calls that brought no picture, by what they brought instead.")
  var wasted = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let locked = wasted ? try storeOptions.lockedExchanges(environment, of: file) : []
    let (groups, causes, undecided) = try await mappingStorageErrors {
      let store = try await Store.openReadOnly(storeOptions.existingPath(environment, of: file))
      let ledger = store.ledger
      var groups: [(Ledger.Grouping, [ExchangeTotals])] = []
      for grouping in wasted ? [Ledger.Grouping.outcome] : [.day, .gateway, .model, .run] {
        groups.append((grouping, try await ledger.totals(by: grouping, withoutPicture: wasted)))
      }
      let orphans = try await store.orphans()
      let undecided = try await ledger.exchanges(in: .unknown) + orphans.unknown
      return (groups, wasted ? try await Self.causes(in: ledger, locked: locked, orphans: orphans) : nil, undecided)
    }
    switch formatOptions.format {
    case .text: Output.standardOutput.line(Self.text(groups, causes: causes, undecided: undecided))
    case .json: Output.standardOutput.line(Self.json(groups, causes: causes, undecided: undecided).line)
    }
  }

  /// Returns the wasted calls, summed by cause.
  private static func causes(
    in ledger: Ledger, locked: Set<ExchangeID>, orphans: Orphans
  ) async throws -> [(cause: WasteCause, totals: ExchangeTotals)] {
    let (exchanges, unused) = try await ledger.unusedExchanges(besides: locked)
    let settled = Dictionary(orphans.unknown.map { ($0.id, $0) }) { first, _ in first }
    let current = exchanges.map { settled[$0.id] ?? $0 }
    let bound = Set(current.map(\.id)).subtracting(unused)
    let judgements = try await ledger.judgements(of: Array(unused))
    let causes = WasteCause.all(of: current, bound: bound, judgements: judgements)
    return WasteCause.allCases.compactMap { cause in
      let wasted = current.filter { causes[$0.id] == cause }
      guard !wasted.isEmpty else { return nil }
      let totals = ExchangeTotals(
        group: cause.rawValue, calls: wasted.count, nanoUSD: wasted.reduce(0) { $0 + ($1.cost?.nanoUSD ?? 0) },
        unknownCalls: wasted.count { $0.cost?.nanoUSD == nil })
      return (cause, totals)
    }
  }

  private static func json(_ total: ExchangeTotals) -> JSONValue {
    .object([
      ("name", .text(total.group)), ("calls", .integer(total.calls)), ("cost", .text(Amount(nanos: total.nanoUSD).description)),
      ("callsOfUnknownCost", .integer(total.unknownCalls)),
    ])
  }

  private static func json(
    _ groups: [(Ledger.Grouping, [ExchangeTotals])], causes: [(cause: WasteCause, totals: ExchangeTotals)]?, undecided: [Exchange]
  ) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = groups.map { grouping, totals in (grouping.rawValue, .array(totals.map(json))) }
    if let causes { members.append(("cause", .array(causes.map { json($0.totals) }))) }
    members.append(("undecided", .array(undecided.map(ExchangeLine.json))))
    return JSONDocument.ledger.value(members)
  }

  private static func text(
    _ groups: [(Ledger.Grouping, [ExchangeTotals])], causes: [(cause: WasteCause, totals: ExchangeTotals)]?, undecided: [Exchange]
  ) -> String {
    var lines: [String] = []
    func add(_ title: String, _ totals: [(name: String, totals: ExchangeTotals)]) {
      guard !totals.isEmpty else { return }
      lines.append(title)
      for (name, total) in totals {
        let unknown = total.unknownCalls > 0 ? ", \(total.unknownCalls) of unknown cost" : ""
        lines.append("  \(name): \(Count.of(total.calls, "call")), \(Amount(nanos: total.nanoUSD)) USD\(unknown)")
      }
    }
    for (grouping, totals) in groups { add("by \(grouping.rawValue)", totals.map { ($0.group, $0) }) }
    if let causes { add("wasted, by cause", causes.map { ($0.cause.displayName, $0.totals) }) }
    if !undecided.isEmpty {
      lines.append("\(Count.of(undecided.count, "exchange")) may have been billed without an answer:")
      lines += undecided.map { "  " + ExchangeLine.text($0) }
      lines.append("decide with 'aquatint ledger resolve --resend ID…' or '--accept-loss ID…' ('all' for all of them)")
    }
    return lines.isEmpty ? "no calls" : lines.joined(separator: "\n")
  }
}
