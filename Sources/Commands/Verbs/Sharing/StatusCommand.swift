import ArgumentParser
import Diagnostics
import GatewayAPI
import JSON
import PipelineModel
import Planning
import Reporting
import Runs
import Storage
import SystemPackage

/// `aquatint status PLAN --shared DIR`
struct StatusCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tells how far the machines are that carry out a kept plan, from the shared folder alone.",
    discussion: "The exit code is 6 if nobody can say of some call whether it was paid for, else 0.")

  @Argument(help: "The kept plan.")
  var plan: String

  @OptionGroup var sharing: SharedOptions

  @Option(help: ArgumentHelp("Into how many parts the assets are divided. Default: as the runs so far were.", valueName: "n"))
  var shards: Int?

  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if sharing.shared == nil { throw ValidationError("name the folder that the machines share with --shared") }
    if let shards, !(1...1_000_000).contains(shards) { throw ValidationError("--shards takes a number from 1 to 1000000") }
  }

  func run(in environment: ProcessEnvironment) async throws {
    let kept = try KeptPlan.required(plan, environment)
    let identity = try SharedOptions.identity(of: plan, environment)
    let folder = environment.currentFolder.resolving(sharing.shared ?? "").string
    let status = try await mappingStorageErrors {
      try await SharedStatus(kept, folder: folder, count: shards, identity: identity)
    }
    for note in status.notes { Output.standardError.line("aquatint: \(note)") }
    switch formatOptions.format {
    case .text: Output.standardOutput.line(lines(of: status, folder: folder).joined(separator: "\n"))
    case .json: Output.standardOutput.line(json(of: status).line)
    }
    if !status.unknown.isEmpty { throw ExitStatus.undecided }
  }

  private func lines(of status: SharedStatus, folder: String) -> [String] {
    var lines = status.parts.map { part in
      "part \(part.shard): \(Count.of(part.assets, "asset")): \(part.done) done, \(part.failed) failed, \(part.inFlight) in flight, "
        + "\(part.unknown) unknown, \(part.open) to do; \(part.spent) USD spent"
    }
    lines += status.waiting.map { waiting in
      let part = waiting.entry.shard.map { ", part \($0)" } ?? ""
      return "waiting: call \(waiting.entry.call.id) of \(waiting.asset), by '\(waiting.entry.host)'\(part)"
    }
    lines += status.unknown.map { "unknown: \($0.asset): \($0.reason)" }
    if status.hasUndecidedCalls {
      lines.append("decide with `aquatint ledger resolve --resend all --shared \(CommandLineText.quoted(folder))`, or with `--accept-loss`")
    }
    if !status.unusable.isEmpty {
      let files = Count.of(status.unusable.count, "file")
      lines.append("\(files) cannot be read, and `ledger resolve` decides nothing about that: bring back what was there")
    }
    return lines
  }

  private func json(of status: SharedStatus) -> JSONValue {
    JSONDocument.machines.value([
      (
        "shards",
        .array(
          status.parts.map { part in
            .object([
              ("shard", .text(part.shard.description)), ("assets", .integer(part.assets)), ("done", .integer(part.done)),
              ("failed", .integer(part.failed)), ("inFlight", .integer(part.inFlight)), ("unknown", .integer(part.unknown)),
              ("open", .integer(part.open)), ("spent", .text(part.spent.description)),
            ])
          })
      ),
      (
        "waiting",
        .array(
          status.waiting.map { waiting in
            .object([
              ("call", .text(waiting.entry.call.id.text)), ("asset", .text(waiting.asset)), ("key", .text(waiting.entry.call.key.hex)),
              ("attempt", .integer(waiting.attempt)), ("host", .text(waiting.entry.host)), ("shard", .optional(waiting.entry.shard)),
            ])
          })
      ),
      ("unknown", .array(status.unknown.map { .object([("asset", .text($0.asset)), ("reason", .text($0.reason))]) })),
      ("notes", .array(status.notes.map { .text($0) })),
    ])
  }
}
