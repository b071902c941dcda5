import ArgumentParser
import Diagnostics
import JSON
import Runs
import Storage

/// `aquatint ledger rebuild`
struct LedgerRebuildCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Makes a lost ledger again, from the records that are kept beside the answers.",
    discussion: """
      For a store whose ledger is missing, damaged, or has lost its latest entries. A ledger that can be read keeps what it knows; another is \
      moved to quarantine/ within the store. Calls that were under way come out as calls in doubt, unless their answers are there. The \
      emulator's answers are asked for again by the next run, and what local stages found is found again; neither costs anything.
      """)

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let report = try await mappingStorageErrors { try await Store.rebuildLedger(at: storeOptions.existingPath(environment)) }
    switch formatOptions.format {
    case .text: Output.standardOutput.line(Self.text(report))
    case .json:
      Output.standardOutput.line(
        JSONDocument.rebuild.value([
          ("calls", .integer(report.calls)), ("known", .integer(report.known)), ("unreadable", .integer(report.unreadable)),
          ("strayFiles", .integer(report.strayFiles)), ("setAside", report.setAside.map { .text($0) } ?? .null),
        ]).line)
    }
  }

  private static func text(_ report: RebuildReport) -> String {
    var parts = ["\(Count.of(report.calls, "call")) entered from the records", "\(report.known) known already"]
    if report.unreadable > 0 { parts.append("\(Count.of(report.unreadable, "record")) of no use") }
    if report.strayFiles > 0 { parts.append("\(Count.of(report.strayFiles, "stored file")) of no known call") }
    if let aside = report.setAside { parts.append("the ledger that could not be used is now '\(aside)'") }
    return parts.joined(separator: "; ")
  }
}
