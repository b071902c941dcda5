import Execution
import FoundationEssentials
import ImageCore
import PipelineFixtures
import PipelineModel
import Runs
import ScriptedServer
import Storage
import TestSupport
import Testing

@Suite struct StoppedRunTests {
  private static let names = ["cup", "jug", "mug"]
  private static let variables = ["KEY_OF_OURS": "not-a-real-key-0123456789"]

  /// A picture that is held back until the test lets it go.
  private func heldAnswer(_ bench: RunBench) throws -> [Step] {
    let picture = try ImageWriter(codecs: bench.bench.components.codecs).write(
      TestPictures.gradient(PixelSize(32, 32)), as: FormatID("png"))
    let body = """
      {"candidates":[{"content":{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"\
      \(Data(picture).base64EncodedString())"}}]},"finishReason":"STOP"}]}
      """
    let whole = Step.answer(body)
    return [whole[0], .waitForRelease] + whole.dropFirst()
  }

  private func run(_ bench: RunBench, port: Int) async throws -> RunOutcome {
    try await bench.run(RunBench.pipeline(Self.names, gateway: RunBench.gateway(port: port)), variables: Self.variables) {
      $0.execution.jobs = 1
    }
  }

  @Test func `a stopped run sends nothing more and keeps the call in flight`() async throws {
    let bench = try RunBench()
    try await ScriptedServer.run(try heldAnswer(bench)) { server in
      async let running = run(bench, port: server.port)
      await server.waitForRequests(1)
      bench.control.interrupt()
      server.release()
      let outcome = try await running
      #expect(outcome.wasInterrupted)
      #expect(server.requests.count == 1)
      #expect(server.closedEarlyCount == 0)
      #expect((outcome.summary.succeeded, outcome.summary.notBegun, outcome.summary.calls) == (1, 2, 1))
      #expect(bench.log.finishedAssets.count == 1)
      #expect(!outcome.hasUndecidedExchanges)
    }
  }

  @Test func `calls that are given up are undecided, and the next run asks for nothing instead of them`() async throws {
    let bench = try RunBench()
    try await ScriptedServer.run(try heldAnswer(bench)) { server in
      async let running = run(bench, port: server.port)
      await server.waitForRequests(1)
      bench.control.interrupt()
      bench.control.abandon()
      let outcome = try await running
      #expect(outcome.summary.failed(.unknownExchange))
      #expect(outcome.hasUndecidedExchanges)

      let next = RunBench(bench.bench)
      server.release()
      let after = try await run(next, port: server.port)
      #expect(after.hasUndecidedExchanges)
      #expect((after.summary.succeeded, after.summary.calls) == (2, 2))
    }
  }

  @Test func `a run that fails fast is not one that somebody stopped`() async throws {
    let bench = try RunBench()
    try await ScriptedServer.run(Step.answer("{}", status: "400 Bad Request")) { server in
      let outcome = try await bench.run(
        RunBench.pipeline(Self.names, gateway: RunBench.gateway(port: server.port)), variables: Self.variables
      ) {
        $0.execution.jobs = 1
        $0.execution.failsFast = true
      }
      #expect(!outcome.wasInterrupted)
      #expect(outcome.summary.wasStopped)
      // The next in line may have its turn before the first failure is known.
      #expect(outcome.summary.failed + outcome.summary.notBegun == 3 && outcome.summary.notBegun > 0)
    }
  }
}
