import Foundation
import GatewayEmulator
import Testing

/// Processes that share a store share the pace of calls to a gateway and model.
@Suite struct SharedPaceTests {
  private static func pipeline(_ gateway: String, name: String) -> String {
    """
    version: 1
    name: \(name)
    model: gemini-3.1-flash-image
    output: out-\(name)
    stages:
      - generate: {prompt: "A pier, \(name)", aspectRatio: "1:1", imageSize: "512"}
    \(gateway)
    """
  }

  @Test func `calls in flight are counted over all processes, and a dead one holds no place`() async throws {
    let scratch = try Scratch()
    let held = Fault.delay(.seconds(3_600))
    try await withGateway(.init(prompt: "one", held)) { emulator in
      let gateway = emulator.gateway + "\n    parallel: 1"
      try scratch.write(Self.pipeline(gateway, name: "one"), to: "one.yaml")
      try scratch.write(Self.pipeline(gateway, name: "two"), to: "two.yaml")
      let first = try await Program.running(["run", "one.yaml", "--store", "store", "--format", "json"], in: scratch) { one in
        _ = try #require(await one.outputLine(containing: "callStarted"))
        let second = try await Program.running(["run", "two.yaml", "--store", "store", "--format", "json"], in: scratch) { two in
          // The only place is taken until the first process dies.
          let line = try #require(await two.outputLine(containing: #""event":"waiting""#))
          #expect(line.contains("as many calls as it takes are in flight"))
          one.send(SIGKILL)
        }
        #expect(second.code == 0, "\(second.errors)")
        #expect(try second.summary.calls == 1)
      }
      #expect(first.wasKilled)
    }
  }
}
