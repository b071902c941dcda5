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

/// `aquatint pick FILE ASSET ID|N`, `aquatint pick FILE -`, `aquatint pick FILE --from choices.json`
struct PickCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "pick",
    abstract: "Shows an earlier answer for an asset, or another variant in the first one's place. Free; the next run writes its files.",
    discussion: """
      Many at once: `aquatint pick FILE -` reads a line for each from standard input, an asset's name and behind it a variant's number or a \
      call's id; `--from` reads the file that the contact sheet exports. What cannot be done is said line by line, and the rest is done.
      """)

  @OptionGroup var arguments: ChoosingArguments

  @Argument(help: "The asset's name; or - for lines of standard input.", completion: WordCompletion.assets)
  var asset: String?

  @Argument(help: "The number of a variant; or the id of a call, or its beginning; see 'aquatint ledger history'.")
  var choice: String?

  @Option(
    help: ArgumentHelp("A file of choices that the contact sheet exported; - for standard input.", valueName: "file"), completion: .file())
  var from: String?

  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    try arguments.refuseSelectors("one asset is named, and none is asked for")
    switch (asset, choice, from) {
    case (_?, _?, nil), ("-", nil, nil), (nil, nil, _?): break
    case (nil, _, nil): throw ValidationError("Missing expected argument '<asset>'")
    case (_?, nil, nil): throw ValidationError("Missing expected argument '<choice>'")
    case (_?, _, _?), (nil, _?, _?): throw ValidationError("--from names the assets, so none can be named beside it")
    }
  }

  func run(in environment: ProcessEnvironment) async throws {
    let session = try Session(arguments.invocation, format: formatOptions.format, environment: environment)
    let loaded = try session.load(arguments.file)
    let wanted = try wanted(environment)
    try await mappingStorageErrors {
      let store = try await Store.open(loaded.pipeline.store.string)
      let plan = try await session.plan(loaded, store: store)
      let batch = PickBatch(plan: plan, store: store, file: arguments.file)
      let picked = try await batch.pick(wanted)
      if let asset, choice != nil {
        try say(picked, of: asset)
      } else {
        try say(picked)
      }
    }
  }

  private func wanted(_ environment: ProcessEnvironment) throws -> [WantedChoice] {
    if let asset, let choice { return [WantedChoice(place: nil, asset: asset, choice: choice)] }
    guard let from else { return WantedChoice.lines(try InputFile.standardInput(what: "the list of choices")) }
    let bytes =
      from == "-" ? try InputFile.standardInput(what: "the choices") : try InputFile.read(from, what: "the file of choices", environment)
    guard let choices = WantedChoice.exported(bytes) else {
      throw CommandFailure(.wrongInput, "'\(from)' is no file of choices that a contact sheet exported")
    }
    return choices
  }

  private var next: String { "`\(CommandLineText(arguments.invocation).text("run"))` writes its files" }

  private func say(_ picked: PickBatch.Outcome, of asset: String) throws {
    guard let done = picked.done.first else { throw CommandFailure(.wrongInput, picked.wrong.first?.message ?? "nothing was picked") }
    switch formatOptions.format {
    case .text: Output.standardOutput.line("'\(asset)' shows \(done.exchange ?? "no answer")" + (done.isNew ? "; \(next)" : " already"))
    case .json:
      Output.standardOutput.line(
        JSONDocument.pick.value([("asset", .text(asset)), ("exchange", .optional(done.exchange)), ("changed", .flag(done.isNew))]).line)
    }
  }

  private func say(_ picked: PickBatch.Outcome) throws {
    let changed = picked.done.count(where: \.isNew)
    switch formatOptions.format {
    case .text:
      for wrong in picked.wrong { Output.standardError.line("aquatint: \(wrong.place.map { "\($0): " } ?? "")\(wrong.message)") }
      var parts = ["\(Count.of(changed, "asset")) changed"]
      if picked.done.count > changed { parts.append("\(picked.done.count - changed) as they were") }
      if !picked.wrong.isEmpty { parts.append("\(picked.wrong.count) not done") }
      Output.standardOutput.line(
        parts.joined(separator: ", ") + (changed > 0 ? "; `\(CommandLineText(arguments.invocation).text("run"))` writes their files" : ""))
    case .json:
      let wrong = picked.wrong.map { wrong -> JSONValue in
        .object([("place", .optional(wrong.place)), ("asset", .optional(wrong.asset)), ("message", .text(wrong.message))])
      }
      Output.standardOutput.line(
        JSONDocument.picks.value([
          ("changed", .integer(changed)), ("unchanged", .integer(picked.done.count - changed)), ("wrong", .array(wrong)),
        ]).line)
    }
    if !picked.wrong.isEmpty { throw ExitStatus.someFailed }
  }
}
