import ArgumentParser
import GatewayAPI
import Storage

/// `aquatint ledger [--wasted]`
struct LedgerReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Calls and their cost by day, gateway, model and run; and the calls in doubt.")

  @Flag(help: "Only calls that brought no picture, by what they brought instead.")
  var wasted = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var formatOptions: FormatOptions

  func run() async throws {
    let surroundings = Surroundings.current()
    let (groups, undecided) = try await Surfacing.storageErrors {
      let ledger = try await Store.openReadOnly(storeOptions.path(surroundings)).ledger
      var groups: [(Ledger.Grouping, [ExchangeTotals])] = []
      for grouping in wasted ? [Ledger.Grouping.outcome] : [.day, .gateway, .model, .run] {
        groups.append((grouping, try await ledger.totals(by: grouping, withoutPicture: wasted)))
      }
      return (groups, try await ledger.exchanges(in: .unknown))
    }
    switch formatOptions.format {
    case .text: Output.standardOutput.line(Self.text(groups, undecided: undecided))
    case .json: Output.standardOutput.line(Self.json(groups, undecided: undecided).line)
    }
  }

  private static func json(_ groups: [(Ledger.Grouping, [ExchangeTotals])], undecided: [Exchange]) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = groups.map { grouping, totals in
      (
        grouping.rawValue,
        .array(
          totals.map { total in
            .object([
              ("name", .text(total.group)), ("calls", .integer(total.calls)), ("cost", .text(Amount(nanos: total.nanoUSD).description)),
              ("callsOfUnknownCost", .integer(total.unknownCalls)),
            ])
          })
      )
    }
    members.append(("undecided", .array(undecided.map(ExchangeLine.json))))
    return .object(members)
  }

  private static func text(_ groups: [(Ledger.Grouping, [ExchangeTotals])], undecided: [Exchange]) -> String {
    var lines: [String] = []
    for (grouping, totals) in groups where !totals.isEmpty {
      lines.append("by \(grouping.rawValue)")
      for total in totals {
        let unknown = total.unknownCalls > 0 ? ", \(total.unknownCalls) of unknown cost" : ""
        lines.append("  \(total.group): \(Count.of(total.calls, "call")), \(Amount(nanos: total.nanoUSD)) USD\(unknown)")
      }
    }
    if !undecided.isEmpty {
      lines.append("\(Count.of(undecided.count, "call")) may have been billed without an answer:")
      lines += undecided.map { "  " + ExchangeLine.text($0) }
      lines.append("decide with 'aquatint ledger resolve --resend ID…' or '--accept-loss ID…' ('all' for all of them)")
    }
    return lines.isEmpty ? "no calls" : lines.joined(separator: "\n")
  }
}
