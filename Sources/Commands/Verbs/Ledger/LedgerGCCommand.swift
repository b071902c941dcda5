import ArgumentParser
import Diagnostics
import JSON
import Runs
import Storage
import SystemPackage

/// `aquatint ledger gc`
struct LedgerGCCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "gc", abstract: "Frees room in the store: lists what would go, asks, and removes it.",
    discussion: """
      Removed are judgements of local stages, damaged files in quarantine, files that no call names, and temporary files of dead processes. \
      Answers stay, unless --exchanges says otherwise; never removed are answers that an asset shows by the store or by a lock file (beside \
      the store, in the current folder, or given with --lock), and calls in doubt. What a removed answer cost stays in the ledger.
      """)

  @Flag(help: "Removes answers too that no asset shows; needs --older-than.")
  var exchanges = false

  @Option(help: ArgumentHelp("Only answers that are older, such as 90d, 12h or 4w.", valueName: "age"))
  var olderThan: AgeArgument?

  @Flag(help: "With --exchanges: also pictures of real gateways. They were paid for.")
  var paid = false

  @Option(help: ArgumentHelp("A lock file whose answers stay; may be repeated.", valueName: "file"), completion: .file())
  var lock: [String] = []

  @Flag(help: "Removes without asking.")
  var yes = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if exchanges != (olderThan != nil) { throw ValidationError("--exchanges and --older-than go together") }
    if paid, !exchanges { throw ValidationError("--paid goes with --exchanges") }
  }

  func run(in environment: ProcessEnvironment) async throws {
    let selection = try olderThan.map { age in
      ExchangeSelection(
        before: environment.clock.milliseconds() - age.milliseconds, includesPaid: paid,
        bound: try storeOptions.lockedExchanges(environment, files: lock))
    }
    let (plan, isRemoved) = try await mappingStorageErrors {
      let store = try await Store.open(storeOptions.existingPath(environment))
      _ = try await store.adoptOrphans(besides: nil)
      let plan = try await store.garbage(selection)
      if formatOptions.format == .text { Output.standardOutput.line(Self.text(plan)) }
      guard !plan.items.isEmpty, yes || Confirmation.ask("Remove them? [y/N] ", environment) else { return (plan, false) }
      return (try await store.collect(plan, selection), true)
    }
    switch formatOptions.format {
    case .text: if isRemoved { Output.standardOutput.line("removed; \(plan.bytes) bytes are free again") }
    case .json: Output.standardOutput.line(Self.json(plan, isRemoved: isRemoved).line)
    }
    if !plan.items.isEmpty, !isRemoved { throw CommandFailure(.wrongInput, "nothing was removed; confirm with --yes") }
  }

  private static func text(_ plan: GarbagePlan) -> String {
    guard !plan.items.isEmpty else { return "nothing to remove" }
    let lines = plan.items.map { "\($0.kind.rawValue)  \($0.name)  \($0.bytes) bytes  \($0.why)" }
    return (lines + ["\(Count.of(plan.items.count, "item")), \(plan.bytes) bytes"]).joined(separator: "\n")
  }

  private static func json(_ plan: GarbagePlan, isRemoved: Bool) -> JSONValue {
    JSONDocument.garbage.value([
      (
        "items",
        .array(
          plan.items.map {
            .object([
              ("kind", .text($0.kind.rawValue)), ("name", .text($0.name)), ("bytes", .integer($0.bytes)), ("why", .text($0.why)),
            ])
          })
      ),
      ("bytes", .integer(plan.bytes)), ("removed", .flag(isRemoved)),
    ])
  }
}

/// A span of time such as `90d`.
struct AgeArgument: ExpressibleByArgument {
  let milliseconds: Int64

  init?(argument: String) {
    let seconds: [Character: Int64] = ["h": 3_600, "d": 86_400, "w": 604_800]
    guard let unit = argument.last.flatMap({ seconds[$0] }), let count = Int64(argument.dropLast()), (0...100_000).contains(count) else {
      return nil
    }
    milliseconds = count * unit * 1_000
  }
}
