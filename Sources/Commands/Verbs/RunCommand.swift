import ArgumentParser
import BuiltIns
import Diagnostics
import GatewayAPI
import GatewayClient
import GatewayEmulator
import ImageCore
import PipelineEngine
import Storage
import SystemPackage

/// `aquatint run FILE`
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Makes the assets of a pipeline file. What is there already is kept; what was paid for is used again.")

  @OptionGroup var arguments: PipelineArguments
  @OptionGroup var runOptions: RunOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if runOptions.prune, !(arguments.only.isEmpty && arguments.skip.isEmpty) {
      throw ValidationError("--prune goes over all assets, so it cannot be combined with --only or --skip")
    }
  }

  func run() async throws {
    let surroundings = Surroundings.current()
    let session = try Session(arguments: arguments, format: formatOptions.format, surroundings: surroundings)
    let loaded = try session.load(arguments.file)
    let interruption = Interruption()
    let status = try await interruption.whileListening {
      try await Surfacing.storageErrors { try await execute(loaded, session: session, interruption: interruption) }
    }
    if status != .success { throw status }
  }

  private func execute(_ loaded: Session.Loaded, session: Session, interruption: Interruption) async throws -> ExitStatus {
    let store = try await Store.open(loaded.pipeline.store.string)
    let storeRun = try await store.startRun(pipeline: loaded.pipeline.name, command: "run")
    _ = try await store.adoptOrphans(besides: storeRun.id)
    let plan = try await session.plan(loaded, store: store)
    let (keys, missing) = session.keys(for: loaded.pipeline)
    if plan.callsAtMost > 0, !runOptions.frozen, let gateway = missing.first {
      try await storeRun.finish(outcome: "no key")
      throw CommandFailure(.wrongSurroundings, Session.advice(for: gateway))
    }
    let generator = HTTPContentGenerator(keys: keys, environment: ClientEnvironment { session.surroundings.variable($0) })
    interruption.onSecond { generator.abandon() }
    let reporter = RunReporter(format: formatOptions.format, surroundings: session.surroundings, plan: plan)
    interruption.onMessage { reporter.say($0) }
    let summary = try await withGateways(of: loaded.pipeline) { gateways in
      let executor = Executor(
        components: session.components, store: store, run: storeRun, generator: generator, gateways: gateways,
        options: runOptions.execution, stop: interruption.stop, events: reporter.sink)
      return try await reporter.whileShowing { try await executor.execute(plan, cores: session.surroundings.cores) }
    }
    try await storeRun.finish(outcome: interruption.wasInterrupted ? "interrupted" : summary.failed == 0 ? "succeeded" : "failed")
    // Closed here and not by the last who lets go of it: connections that are being torn down may outlive the command.
    try store.ledger.close()
    reporter.finish(summary, source: loaded.source)
    let undecided = summary.failed(.unknownExchange) || !plan.unknown.isEmpty
    return ExitStatus(summary, wasInterrupted: interruption.wasInterrupted, hasUnknown: undecided)
  }

  /// Runs `body` with the gateways of the pipeline; the emulator is started for as long, on a free port, and spoken to like any other.
  private func withGateways<Result: Sendable>(
    of pipeline: Pipeline, _ body: ([GatewayProfile]) async throws -> Result
  ) async throws -> Result {
    guard pipeline.gateways.contains(where: { $0.lane == .emulator && $0.baseURL == nil }) else {
      return try await body(pipeline.gateways)
    }
    let server = EmulatorServer(cards: BuiltIns.models, codecs: CodecRegistry(BuiltIns.codecs))
    do {
      return try await server.withServer { emulator in
        try await body(
          pipeline.gateways.map { gateway in
            gateway.lane == .emulator && gateway.baseURL == nil ? gateway.with(baseURL: .loopback(port: emulator.port)) : gateway
          })
      }
    } catch let error as EmulatorError {
      throw CommandFailure(.wrongSurroundings, error.description)
    }
  }
}
