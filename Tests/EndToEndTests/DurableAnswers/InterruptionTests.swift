import Foundation
import GatewayEmulator
import Glibc
import ImageCore
import ScriptedServer
import TestSupport
import Testing

@Suite struct InterruptionTests {
  private static let cases = ["a", "b", "c"]

  /// An answer that is held back until the test lets it go.
  static func heldAnswer() throws -> [Step] {
    let picture = try encoded(TestPictures.gradient(PixelSize(512, 512)), as: FormatID("jpeg"))
    let body = """
      {"candidates":[{"content":{"role":"model","parts":[{"inlineData":{"mimeType":"image/jpeg","data":"\
      \(Data(picture).base64EncodedString())"}}]},"finishReason":"STOP"}]}
      """
    let whole = Step.answer(body)
    return [whole[0], .waitForRelease] + whole.dropFirst()
  }

  private func start(_ scratch: Scratch, port: Int, _ body: (RunningProgram) async throws -> Void) async throws -> Program.Ending {
    try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: port), cases: Self.cases), to: "shapes.yaml")
    return try await Program.running(["run", "shapes.yaml", "--jobs", "1", "--format", "json"], in: scratch, body)
  }

  @Test func `the first interrupt sends nothing more, and the call in flight is kept`() async throws {
    let scratch = try Scratch()
    try await ScriptedServer.run(try Self.heldAnswer()) { server in
      let ending = try await start(scratch, port: server.port) { program in
        await server.waitForRequests(1)
        program.send(SIGINT)
        #expect(await program.errorLine(containing: "stopping") != nil)
        server.release()
      }
      #expect(ending.code == 130)
      #expect(!ending.wasKilled)
      #expect(server.requests.count == 1)
      #expect(server.closedEarlyCount == 0)
      let summary = try ending.summary
      #expect((summary.assets, summary.calls, summary.succeeded) == (3, 1, 1))
      #expect(try scratch.names(in: "out").filter { $0.hasSuffix("icon.png") }.count == 1, "the answer's files are made, and no others")
      #expect(try ending.events.contains { $0.event == "callFinished" && $0.outcome == "picture" })
    }
    try await withGateway { emulator in
      let next = try await start(scratch, port: emulator.port) { _ in }
      #expect(next.code == 0)
      #expect(try next.summary.calls == 2, "the call of the interrupted run serves this one")
    }
  }

  @Test func `the second interrupt abandons the call, which is unknown then`() async throws {
    let scratch = try Scratch()
    try await ScriptedServer.run(try Self.heldAnswer()) { server in
      let ending = try await start(scratch, port: server.port) { program in
        await server.waitForRequests(1)
        program.send(SIGINT)
        #expect(await program.errorLine(containing: "stopping") != nil)
        program.send(SIGINT)
        #expect(await program.errorLine(containing: "abandoning") != nil)
      }
      #expect(ending.code == 130)
      #expect(server.requests.count == 1)
      #expect(try ending.failures.values.contains("unknown-exchange"))
    }
    try await withGateway { emulator in
      let next = try await start(scratch, port: emulator.port) { _ in }
      #expect(next.code == 6)
      #expect(try next.summary.calls == 2)
      #expect(try next.failures.count == 1)
    }
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT])
  func `a terminal that closes, and other wishes to end, are a first interrupt`(_ signal: Int32) async throws {
    let scratch = try Scratch()
    try await ScriptedServer.run(try Self.heldAnswer()) { server in
      let ending = try await start(scratch, port: server.port) { program in
        await server.waitForRequests(1)
        program.send(signal)
        #expect(await program.errorLine(containing: "stopping") != nil)
        // Of a terminal that closes, the shell and the kernel tell one after the other.
        if signal == SIGHUP { program.send(SIGHUP) }
        server.release()
      }
      #expect(ending.code == 130)
      #expect(!ending.wasKilled)
      #expect(!ending.errors.contains("abandoning"))
      let summary = try ending.summary
      #expect((summary.assets, summary.calls, summary.succeeded) == (3, 1, 1))
    }
  }

  @Test func `nohup keeps its meaning`() async throws {
    let scratch = try Scratch()
    try await ScriptedServer.run(try Self.heldAnswer(), Step.answer("{}"), Step.answer("{}")) { server in
      try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: server.port), cases: Self.cases), to: "shapes.yaml")
      let ending = try await Program.running(
        ["run", "shapes.yaml", "--jobs", "1", "--format", "json"], in: scratch, launcher: ["/usr/bin/nohup"]
      ) { program in
        await server.waitForRequests(1)
        program.send(SIGHUP)
        program.send(SIGHUP)
        server.release()
      }
      #expect(ending.code == 1, "the others' answers hold nothing")
      #expect(server.requests.count >= 3, "the run went on")
      #expect(try ending.summary.succeeded == 1)
    }
  }

  @Test func `a killed run leaves whole files only, and the next one goes on`() async throws {
    let scratch = try Scratch()
    let (second, arrival) = AsyncStream.makeStream(of: Void.self)
    let observer = RequestObserver { if $0.ordinal == 2 { arrival.finish() } }
    try await withGateway(.init(requests: 2...2, .delay(.seconds(3_600))), onRequest: observer) { emulator in
      let killed = try await start(scratch, port: emulator.port) { program in
        for await _ in second {}
        program.send(SIGKILL)
      }
      #expect(killed.wasKilled)
      for name in try scratch.names(in: "out") where !name.contains(".aquatint-") && name != "manifest.json" && name != "index.html" {
        let bytes = try scratch.read("out/\(name)")
        #expect(throws: Never.self, "\(name) is whole") { try pixels(bytes) }
      }
      let next = try await start(scratch, port: emulator.port) { _ in }
      // Whether the call that was cut off was billed is not known.
      #expect(next.code == 6, "\(next.errors)")
      #expect(try next.failures.values.sorted() == ["unknown-exchange"])
      #expect(try next.summary.calls == 1)
      #expect(await emulator.requestCount == 3, "nothing was sent twice")
      #expect(try scratch.names(in: "out").filter { $0.hasSuffix("icon.png") }.count == 2)
    }
  }
}
