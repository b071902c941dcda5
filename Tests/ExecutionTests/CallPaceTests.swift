import Execution
import GatewayAPI
import PipelineFixtures
import Storage
import Testing

/// When the pace of calls is written for other processes.
@Suite struct CallPaceTests {
  private static func pipeline(_ limits: String) -> String {
    """
    version: 1
    model: tiny-image
    gateway: ours
    gateways:
      ours: {dialect: gemini, baseURL: "http://127.0.0.1:9", auth: none\(limits)}
    matrix: {cup: [red, green, blue]}
    asset: ${cup}
    output: out
    stages:
      - generate: {prompt: "a ${cup} cup", aspectRatio: "4:3"}

    """
  }

  @Test(arguments: [("", false), (", requestsPerMinute: 1000", true), (", tokensPerMinute: 1000000", true), (", parallel: 2", true)])
  func `it is written where a limit is known`(_ limits: String, _ isWritten: Bool) async throws {
    let bench = try PipelineBench()
    let run = try await bench.run(Self.pipeline(limits))
    #expect(run.summary.calls == 3)
    let store = try await Store.open(bench.folder.path(of: ".aquatint"))
    let pace = try await store.ledger.pace(gateway: "ours", model: "tiny-image")
    #expect((pace != nil) == isWritten)
  }
}
