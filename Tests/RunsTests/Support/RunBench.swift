import BuiltIns
import Diagnostics
import Dialects
import Execution
import GatewayEmulator
import PipelineFixtures
import PipelineModel
import Planning
import Reporting
import Runs
import Storage
import SystemPackage
import Testing

/// A scratch folder with a pipeline file in it, and sessions that run it as a program would.
struct RunBench {
  let bench: PipelineBench
  let log = SessionLog()
  let control = TestControl()

  init() throws { bench = try PipelineBench() }

  /// Another process over the same folder.
  init(_ bench: PipelineBench) { self.bench = bench }

  /// A pipeline of pictures from words.
  /// - Parameter gateway: lines that name the gateway; the emulator where nil.
  static func pipeline(_ names: [String], gateway: String? = nil) -> String {
    """
    version: 1
    name: shop
    \(gateway ?? "gateway: emulator")
    model: tiny-image
    matrix: {thing: [\(names.joined(separator: ", "))]}
    asset: ${thing}
    output: out
    stages:
      - generate: {prompt: "A ${thing}", aspectRatio: "1:1", imageSize: 1K}
      - decode: result
      - thumbnails: [{name: icon, longest: 16, format: png}]

    """
  }

  /// Lines that make a server on this machine the gateway; its key is in `KEY_OF_OURS`.
  static func gateway(port: Int) -> String {
    """
    gateway: ours
    gateways:
      ours: {dialect: gemini, baseURL: "http://127.0.0.1:\(port)", auth: bearer, key: "${env.KEY_OF_OURS}"}
    """
  }

  private func planning(_ options: PipelineOptions, _ variables: [String: String]) -> PlanningSession {
    PlanningSession(
      components: bench.components, options: options,
      environment: ProcessEnvironment(variables: variables, currentFolder: FilePath(bench.folder.path), cores: 2))
  }

  /// The session and what it is to run.
  func prepare(
    _ text: String, options: PipelineOptions = PipelineOptions(), variables: [String: String] = [:]
  ) throws -> (session: RunSession, order: RunOrder) {
    let planning = planning(options, variables)
    let reading = try planning.read(Array(text.utf8), name: "shop.yaml")
    let loaded = try #require(reading.usable, "\(reading.diagnostics)")
    let emulator = EmulatorServer(
      dialects: BuiltIns.dialects, cards: bench.components.models, codecs: bench.components.codecs)
    var order = RunOrder(loaded)
    order.pageCommands = CommandLineText(file: "shop.yaml", options: [], store: nil)
    return (RunSession(planning, dialects: BuiltIns.dialects, emulator: emulator, control: control, observer: log), order)
  }

  func run(
    _ text: String, options: PipelineOptions = PipelineOptions(), variables: [String: String] = [:],
    adjusting adjust: (inout RunOrder) -> Void = { _ in }
  ) async throws -> RunOutcome {
    var (session, order) = try prepare(text, options: options, variables: variables)
    adjust(&order)
    return try await session.run(order)
  }

  /// Holds the lock of the output folder as another run would, until it is let go of.
  func lockOutput() async throws -> OutputLock {
    try #require(try await OutputLock.acquire(FilePath(bench.folder.path(of: "out")), willWrite: true, stop: StopSignal()))
  }
}
