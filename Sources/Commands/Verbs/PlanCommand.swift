import ArgumentParser
import Diagnostics
import GatewayAPI
import JSON
import PipelineModel
import PipelineSpec
import Planning
import Reporting
import Runs
import Storage
import SystemPackage

/// `aquatint plan FILE`
struct PlanCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Shows what a run would do, why, and what it costs. Spends nothing, and writes nothing but --out.")

  @OptionGroup var arguments: PipelineArguments
  @OptionGroup var part: ShardOptions
  @OptionGroup var batchArguments: BatchArguments
  @Option(help: "How the plan is printed: text, json, or dot, a graph for graphviz.")
  var format = PlanFormat.text

  @Option(
    name: .customLong("max-cost"), parsing: .unconditional,
    help: ArgumentHelp("Warns if the plan may cost more than this, in USD.", valueName: "usd"))
  var maximumCost: AmountArgument?

  @Flag(help: "Does not warn of calls of unknown price although there is a budget.")
  var allowUnknownPrice = false

  @Option(
    help: ArgumentHelp("Keeps the plan in this file; `aquatint run` of it does what it says, and no more.", valueName: "file"),
    completion: .file())
  var out: String?

  @Flag(help: "Shows each asset by itself with its files, instead of groups of assets to which the same happens.")
  var details = false

  @Flag(
    name: .customLong("detailed-exitcode"),
    help: "Ends with 0 where nothing is to be done, and with 10 where something is; errors have their own codes as ever.")
  var detailedExitCode = false

  @OptionGroup var messages: MessageOptions

  func validate() throws {
    try batchArguments.check(arguments)
    if part.shard != nil, out != nil {
      throw ValidationError("a kept plan is of all assets, and each machine carries out its part; leave --shard to 'run'")
    }
  }

  func run(in environment: ProcessEnvironment) async throws {
    var invocation = try arguments.invocation(in: environment, readsStandardInput: true)
    invocation.shard = part.shard?.shard
    batchArguments.apply(to: &invocation)
    if let out {
      try OutputFile.checkFolder(of: out, environment)
      guard invocation.file != PipelineLoader.standardInput else {
        throw CommandFailure(.wrongInput, "--out: a plan is kept of a file, so that it can be carried out; save the pipeline in one first")
      }
    }
    let session = try Session(invocation, format: format.ofMessages, environment: environment)
    let loaded = try session.load(invocation.file)
    let (plan, said, forecast) = try await mappingStorageErrors {
      let store = try await Store.openReadOnly(loaded.pipeline.store.string)
      let kept = SourceByteCache()
      let (plan, said) = try await session.planAndSay(loaded, store: store, showsProblems: true, kept: kept)
      try session.refuseLinks(in: plan)
      let (preparations, requests) = try await PreparationForecaster(
        plan, components: session.components, kept: kept
      ).forecast()
      let time = try await TimeForecast(plan, ledger: store.ledger)
      return (plan, said, PlanForecast(preparations: preparations, requests: requests, time: time))
    }
    let warnings = warnings(about: plan, session: session)
    DiagnosticPrinter(source: loaded.source, format: format.ofMessages, environment: environment).print(warnings)
    if let out {
      let bytes = try InputFile.read(invocation.file, what: .pipeline, environment)
      let path = environment.currentFolder.resolving(out).string
      // A mistyped name must not cost the pipeline file; a plan that is damaged or of another version is replaced.
      if FileKind.of(path) != nil, !(try InputFile.isKeptPlan(path, what: "the kept plan", environment)) {
        throw CommandFailure(.wrongInput, "--out: '\(out)' is there and is no plan; name another file")
      }
      try mappingStorageErrorsNow {
        try KeptPlan(
          plan, of: environment.currentFolder.resolving(invocation.file).string, bytes: bytes,
          options: invocation.kept(in: environment.currentFolder, store: plan.pipeline.store.string)
        ).write(to: path)
      }
    }
    switch format {
    case .text:
      let text = PlanText(
        plan: plan, forecast: forecast, warnings: (said + warnings).count { $0.severity == .warning },
        style: .standardOutput(environment), listsAssets: details,
        width: width(in: environment))
      Output.standardOutput.line(text.text)
    case .json: Output.standardOutput.line(PlanJSON(plan: plan, forecast: forecast, warnings: said + warnings).value.line)
    case .dot: Output.standardOutput.line(PlanDot(plan).text)
    }
    if detailedExitCode, plan.assets.contains(where: \.hasWork) { throw ExitStatus.workPlanned }
  }

  /// The terminal's, or what a variable says of where the text will be shown; nil where nobody says.
  private func width(in environment: ProcessEnvironment) -> Int? {
    let columns = Output.standardOutput.columns ?? environment.variable("COLUMNS").flatMap { Int($0) }
    return columns.map { min(max($0, PlanText.usableWidths.lowerBound), PlanText.usableWidths.upperBound) }
  }

  private func warnings(about plan: Plan, session: Session) -> [Diagnostic] {
    var warnings = session.planning.refusedKeyWarnings(of: plan.pipeline)
    if plan.callsAtMost > 0 {
      warnings += GatewayKeys(for: plan.pipeline, in: session.planning).missing.map(\.warning)
    }
    if let limit = [maximumCost?.amount, plan.pipeline.budget].compactMap({ $0 }).min() ?? session.defaults.budget, plan.callsAtMost > 0 {
      if let cost = plan.cost {
        if cost.high > limit {
          warnings.append(
            Diagnostic(
              .overBudget, "the plan may cost \(cost.high) USD, more than the \(limit) USD allowed",
              severity: .warning, at: limit == plan.pipeline.budget ? plan.pipeline.document.budget?.position : nil))
        }
      } else if !allowUnknownPrice {
        warnings.append(
          Diagnostic(
            .overBudget, "the plan's cost is unknown, so the budget of \(limit) USD stops the run unless --allow-unknown-price is given",
            severity: .warning))
      }
    }
    if !plan.unknown.isEmpty {
      warnings.append(
        Diagnostic(
          .undecidedExchanges,
          "\(Count.of(plan.unknown.count, "exchange")) may have been billed without an answer: \(plan.unknown.map(\.id.text).joined(separator: ", ")); decide with \(CommandLineText.resolving(in: "\(plan.pipeline.store)"))",
          severity: .warning))
    }
    return warnings
  }
}

extension Diagnostic.ID {
  fileprivate static let overBudget: Diagnostic.ID = "over-budget"
  fileprivate static let undecidedExchanges: Diagnostic.ID = "undecided-exchanges"
}
