import Foundation
import GatewayEmulator
import Testing

@Suite struct EmulateTests {
  private struct Listening: Decodable {
    let event: String
    let url: String
    let port: Int
  }

  @Test func `it says where it listens, answers there, and ends with 0 when interrupted`() async throws {
    let scratch = try Scratch()
    let other = try Scratch()
    let ending = try await Program.running(["emulate", "--port", "0", "--format", "json", "--log"], in: scratch) { emulator in
      let line = try #require(await emulator.outputLine(containing: "listening"))
      let place = try JSONDecoder().decode(Listening.self, from: Data(line.utf8))
      #expect(place.url == "http://127.0.0.1:\(place.port)")
      try other.write(AnswerShapeTests.pipeline(gatewayLines(port: place.port), cases: ["a"]), to: "shapes.yaml")
      let run = try await Program.run("run", "shapes.yaml", in: other)
      #expect(run.code == 0, "\(run.errors)")
      #expect(await emulator.outputLine(containing: "case <a>") != nil)
      emulator.send(SIGINT)
    }
    #expect(ending.code == 0)
    #expect(!(ending.output + ending.errors).contains(Program.key))
    #expect(try scratch.names() == [])
  }

  @Test func `faults come from a file`() async throws {
    let scratch = try Scratch()
    try scratch.write(#"[{"prompt": "<a>", "faults": ["textOnly"]}]"#, to: "faults.json")
    _ = try await Program.running(["emulate", "--faults", "faults.json"], in: scratch) { emulator in
      let line = try #require(await emulator.outputLine(containing: "listening on http://127.0.0.1:"))
      let port = try #require(line.split(separator: ":").last.flatMap { Int($0) })
      try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: port), cases: ["a", "b"]), to: "shapes.yaml")
      let run = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(run.code == 1)
      #expect(try run.failures == ["a": "text-only"])
      emulator.send(SIGTERM)
    }
  }

  @Test func `a port that is taken ends with 3`() async throws {
    try await withGateway { emulator in
      let ending = try await Program.run("emulate", "--port", "\(emulator.port)", in: try Scratch())
      #expect(ending.code == 3)
      #expect(ending.errors.contains("\(emulator.port)"))
    }
  }
}
