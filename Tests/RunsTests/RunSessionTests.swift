import Diagnostics
import Execution
import GatewayAPI
import PipelineFixtures
import PipelineModel
import Planning
import Runs
import ScriptedServer
import Storage
import SystemPackage
import Testing

@Suite struct RunSessionTests {
  @Test func `a run plans, makes the assets and writes the page; the next one has nothing to do`() async throws {
    let bench = try RunBench()
    let text = RunBench.pipeline(["cup", "jug"])
    let outcome = try await bench.run(text)
    #expect(outcome.obstacle == nil)
    #expect(outcome.closingError == nil)
    #expect(!outcome.wasInterrupted)
    #expect((outcome.summary.assets, outcome.summary.succeeded, outcome.summary.calls) == (2, 2, 2))
    #expect(outcome.summary.cost == .zero, "the emulator costs nothing")
    #expect(outcome.page == .written(path: bench.bench.folder.path(of: "out/index.html")))
    #expect(bench.log.steps == ["planned"])
    #expect(bench.log.finishedAssets == ["cup", "jug"])
    #expect(bench.bench.folder.exists("out/cup/icon.png"))

    let files = try bench.bench.folder.files(below: "out")
    let next = try await bench.run(text)
    #expect((next.summary.succeeded, next.summary.calls, next.summary.reused, next.summary.outputs) == (2, 0, 2, 0))
    #expect(try bench.bench.folder.files(below: "out") == files)
  }

  @Test func `the page is left out where nobody wants it`() async throws {
    let bench = try RunBench()
    let outcome = try await bench.run(RunBench.pipeline(["cup"])) { $0.pageCommands = nil }
    #expect(outcome.page == nil)
    #expect(!bench.bench.folder.exists("out/index.html"))
  }

  @Test func `somebody else's page stays, and the run is none the worse for it`() async throws {
    let bench = try RunBench()
    try bench.bench.folder.write("<p>mine</p>", to: "out/index.html")
    let outcome = try await bench.run(RunBench.pipeline(["cup"]))
    #expect(outcome.page == .failed(.foreign(path: bench.bench.folder.path(of: "out/index.html"))))
    #expect(outcome.summary.succeeded == 1)
    #expect(try bench.bench.folder.read("out/index.html") == Array("<p>mine</p>".utf8))
  }

  // MARK: what cannot begin

  @Test func `without any key a run does not begin, and leaves no output folder`() async throws {
    let bench = try RunBench()
    try await ScriptedServer.run([.close]) { server in
      let outcome = try await bench.run(RunBench.pipeline(["cup"], gateway: RunBench.gateway(port: server.port)))
      guard case .missingKey(let missing)? = outcome.obstacle else {
        Issue.record("\(String(describing: outcome.obstacle))")
        return
      }
      #expect(missing.gateway == "ours")
      #expect(missing.description.contains("KEY_OF_OURS"))
      #expect((outcome.summary.assets, outcome.summary.notBegun, outcome.summary.calls) == (1, 1, 0))
      #expect(outcome.summary.problem == missing.description)
      #expect(outcome.page == nil)
      #expect(server.connectionCount == 0)
      #expect(!bench.bench.folder.exists("out"))
    }
  }

  @Test func `a run that may make no calls needs no key`() async throws {
    let bench = try RunBench()
    let outcome = try await bench.run(RunBench.pipeline(["cup"], gateway: RunBench.gateway(port: 9))) { $0.execution.isFrozen = true }
    #expect(outcome.obstacle == nil)
    #expect(outcome.summary.failed(.frozen))
  }

  @Test func `an output folder that cannot be made keeps the run from beginning`() async throws {
    let bench = try RunBench()
    var options = PipelineOptions()
    // Nobody can make a folder there, whoever runs the test.
    options.output = "/proc/aquatint-test"
    let outcome = try await bench.run(RunBench.pipeline(["cup"]), options: options)
    guard case .storage? = outcome.obstacle else {
      Issue.record("\(String(describing: outcome.obstacle))")
      return
    }
    #expect((outcome.summary.notBegun, outcome.summary.calls) == (1, 0))
  }

  @Test func `mistakes that planning finds are told, and there is no outcome`() async throws {
    let bench = try RunBench()
    try bench.bench.folder.write(#"{"version":1,"pipeline":"another","files":[]}"#, to: "out/manifest.json")
    await #expect(throws: RejectedPipeline.self) { try await bench.run(RunBench.pipeline(["cup"])) }
    #expect(bench.log.steps == ["found"])
    #expect(bench.log.found == ["foreign-output"])
  }

  @Test func `a store that cannot be opened is an error of its own`() async throws {
    let bench = try RunBench()
    try bench.bench.folder.write("in the way", to: ".aquatint")
    await #expect(throws: StorageError.self) { try await bench.run(RunBench.pipeline(["cup"])) }
    #expect(bench.log.steps.isEmpty)
  }

  // MARK: the lock

  @Test func `a run that waited for another plans again, and does not ask for what the other has made`() async throws {
    let bench = try RunBench()
    let text = RunBench.pipeline(["cup", "jug"])
    let lock = try await bench.lockOutput()
    async let waiting = bench.run(text)
    await bench.log.wait { if case .waitingForOutput = $0 { true } else { false } }
    try await bench.bench.run(text)
    lock.release()
    let outcome = try await waiting
    #expect(bench.log.steps == ["planned", "waiting", "planned"])
    #expect((outcome.summary.succeeded, outcome.summary.calls, outcome.summary.reused, outcome.summary.outputs) == (2, 0, 2, 0))
    #expect(outcome.plan.callsAtMost == 0, "the outcome has the plan that was carried out")
  }

  @Test func `a run that is stopped while it waits has begun nothing`() async throws {
    let bench = try RunBench()
    let lock = try await bench.lockOutput()
    defer { lock.release() }
    async let waiting = bench.run(RunBench.pipeline(["cup", "jug"]))
    await bench.log.wait { if case .waitingForOutput = $0 { true } else { false } }
    bench.control.interrupt()
    let outcome = try await waiting
    #expect(outcome.wasInterrupted)
    #expect(outcome.obstacle == nil)
    #expect((outcome.summary.notBegun, outcome.summary.calls) == (2, 0))
    #expect(outcome.summary.failures.allSatisfy { $0.failure.kind == .stopped })
  }
}
