import Diagnostics
import Execution
import GatewayAPI
import JSON
import PipelineModel
import Planning
import Reporting
import Runs
import Synchronization

/// Shows a run: JSON lines on standard output, or lines for a person on standard error with a moving display on terminals.
struct RunReporter: Sendable {
  /// Where events go; nil for a person.
  private let events: EventStream?
  private let verbosity: Verbosity
  private let usesColour: Bool
  private let plan: Plan
  private let unchanged: Set<String>
  private let progress: ProgressDisplay?

  init(events: EventStream?, verbosity: Verbosity, environment: ProcessEnvironment, plan: Plan) {
    self.events = events
    self.verbosity = verbosity
    self.plan = plan
    unchanged = Set(plan.assets.lazy.filter { !$0.hasWork }.map(\.name))
    let isLively = events == nil && verbosity != .quiet && environment.terminals.error && environment.movesCursor
    usesColour = events == nil && environment.usesColour(onTerminal: environment.terminals.error)
    progress = isLively ? ProgressDisplay(total: plan.assets.count) : nil
  }

  func take(_ event: RunEvent) {
    if let events { return events.send(EventJSON.value(event)) }
    progress?.update(event)
    if verbosity != .quiet, let line = line(for: event) ?? (verbosity == .verbose ? detail(of: event) : nil) { say(line) }
  }

  /// Prints a line on standard error, above the moving display if there is one.
  func say(_ line: String) {
    if let progress {
      progress.printAbove(line)
    } else {
      Output.standardError.line(line)
    }
  }

  /// Runs `body` while the display moves.
  func whileShowing<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    guard let progress else { return try await body() }
    return try await progress.whileMoving(body)
  }

  /// Returns the lines that stay, which a person wants to read afterwards.
  private func line(for event: RunEvent) -> String? {
    switch event {
    case .assetFinished(let asset, nil):
      return unchanged.contains(asset) ? "\(asset): up to date" : "\(asset): made"
    case .note(let asset, let stage, let message): return "\(asset): \(stage): \(message)"
    case .waiting(let asset, let stage, let gateway, let time, let why):
      return "\(asset): \(stage): waiting \(time.secondsText) s for \(gateway): \(why)"
    case .pruned(let path):
      // It was removed with its asset, or an answer of another type has another name.
      let isOriginal = path.split(separator: "/").last?.hasPrefix("original") ?? false
      return "removed \(path)" + (isOriginal ? "; the answer itself stays in the store" : "")
    case .delivered(let collector, let folder, let files, let missing, let failure):
      guard failure == nil else { return nil }
      let names = missing.prefix(8).joined(separator: ", ") + (missing.count > 8 ? " and \(missing.count - 8) more" : "")
      return "\(collector) in \(folder): \(Count.of(files, "file")) made" + (missing.isEmpty ? "" : ", without \(names)")
    case .assetFinished, .assetStarted, .callStarted, .callFinished, .outputWritten: return nil
    }
  }

  /// Returns the lines that only those read who want to follow closely.
  private func detail(of event: RunEvent) -> String? {
    switch event {
    case .callStarted(let asset, let stage, let variant, let gateway, let model):
      return "\(asset): \(stage): variant \(variant): asking \(gateway) for \(model)"
    case .callFinished(let asset, let stage, let variant, let exchange, let outcome, let cost, let elapsed):
      let price = cost.map { ", \($0) USD" } ?? ""
      return "\(asset): \(stage): variant \(variant): \(outcome) after \(elapsed.secondsText) s\(price)\(exchange.map { " (\($0))" } ?? "")"
    case .outputWritten(let asset, let path, let bytes, let size):
      return "\(asset): wrote \(path), \(size.map { "\($0), " } ?? "")\(Count.bytes(bytes))"
    case .assetStarted, .assetFinished, .waiting, .note, .pruned, .delivered: return nil
    }
  }

  /// Prints the failures, each with its place in the file, and the summary.
  func finish(_ summary: RunSummary, page: String?) {
    if let problem = summary.problem {
      events?.sendError(problem)
      Output.standardError.line("aquatint: \(problem)")
    }
    if summary.leftUnpruned {
      Output.standardError.line("aquatint: --prune has removed nothing, because not everything could be made; it does once nothing fails")
    }
    defer {
      let doubtful = summary.failures.count { $0.failure.kind == .unknownExchange }
      if doubtful > 0 {
        Output.standardError.line(
          "\(Count.of(doubtful, "exchange")) may have been billed; decide with \(CommandLineText.resolving(in: "\(plan.pipeline.store)"))")
      }
    }
    if let events { return events.send(EventJSON.value(summary)) }
    if summary.notBegun > 0, summary.problem == nil {
      Output.standardError.line("\(Count.of(summary.notBegun, "asset")) not finished; the same command goes on from here")
    }
    show(
      FailureGroup.groups(of: summary.failures.filter { $0.failure.standing != .notBegun }).map(\.diagnostic)
        + summary.failedDeliveries.map { Self.diagnostic($0.collector, $0.failure) }, in: plan.pipeline.source)
    if summary.orphans > 0, !summary.leftUnpruned, verbosity != .quiet {
      Output.standardError.line("\(PlanFacts.orphans(summary.orphans)); --prune removes them")
    }
    Output.standardOutput.line(text(of: summary) + (verbosity == .quiet ? "" : page.map { "\nLook through them in \($0)" } ?? ""))
  }

  private func show(_ failures: [Diagnostic], in source: SourceText) {
    guard !failures.isEmpty else { return }
    let renderer = DiagnosticRenderer(source: source, style: TextStyle(usesColour: usesColour))
    for failure in failures { Output.standardError.line(renderer.text(failure)) }
  }

  private static func diagnostic(_ collector: String, _ failure: AssetFailure) -> Diagnostic {
    Diagnostic(Diagnostic.ID(failure.code.name), "\(collector) failed: \(failure.message)", at: failure.position)
  }

  private func cost(of summary: RunSummary) -> String {
    guard summary.costUnknown > 0 else { return "cost \(summary.cost) USD" }
    guard summary.cost > .zero else { return "cost unknown" }
    return "cost \(summary.cost) USD and that of \(Count.of(summary.costUnknown, "call")), which is unknown"
  }

  /// What a call costs as an item of a job, for people.
  private var discount: String {
    guard let percent = plan.pipeline.card?.tiers[.batch]?.percent else { return "at a price that is not known" }
    return percent == 50...50 ? "at half price" : "at \(percent.upperBound) % of the price"
  }

  private func text(of summary: RunSummary) -> String {
    var parts = ["\(Count.of(summary.assets, "asset")), \(summary.succeeded) complete"]
    if summary.failed > 0 { parts[0] += ", \(summary.failed) failed" }
    if summary.waiting > summary.onTheirWay { parts[0] += ", \(summary.waiting - summary.onTheirWay) waiting for the budget" }
    if summary.onTheirWay > 0 { parts[0] += ", \(summary.onTheirWay) on their way" }
    if summary.notBegun > 0 { parts[0] += ", \(summary.notBegun) not begun" }
    parts.append("\(Count.of(summary.calls, "call")), \(Count.of(summary.reused, "stored answer")) used again")
    parts.append("\(Count.of(summary.outputs, "file")) written")
    parts.append(cost(of: summary))
    if summary.submitted > 0 {
      parts.append("\(Count.of(summary.submitted, "picture")) \(summary.submitted == 1 ? "is" : "are") on their way, \(discount)")
    }
    let place = summary.outputs > 0 || summary.succeeded > 0 ? "\nThe files are in \(plan.pipeline.output)" : ""
    return "\(plan.pipeline.name): \(parts.joined(separator: "; "))\(place)"
  }
}
