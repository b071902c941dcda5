import Foundation
import GatewayEmulator
import Storage
import Testing

/// The program is killed at moments that nobody chose, again and again over the same store.
@Suite struct RandomCrashTests {
  private static let variables = ProcessInfo.processInfo.environment
  private static let kills = variables["AQUATINT_KILLS"].flatMap { Int($0) } ?? 200
  private static let names = (0..<(kills * 2)).map { "n\($0)" }

  @Test(.enabled(if: variables["AQUATINT_LONG_TESTS"] != nil, "one of the slow tests; AQUATINT_LONG_TESTS turns them on"))
  func `no moment to be killed at loses an answer or pays twice`() async throws {
    let scratch = try Scratch()
    let counts = RequestCounts()
    try await withGateway(onRequest: RequestObserver { await counts.add($0) }) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: Self.names), to: "shapes.yaml")
      var killed = 0
      for _ in 0..<Self.kills {
        let ending = try await Program.running(["run", "shapes.yaml", "--jobs", "3", "--format", "json"], in: scratch) { program in
          // Most of the time something is under way; now and then the program has hardly begun.
          if Int.random(in: 1...8) > 1 { _ = await program.outputLine(containing: "callStarted") }
          // The moment is the point here; nothing waits for anything.
          try await Task.sleep(for: .milliseconds(Int.random(in: 0...400)))
          program.send(SIGKILL)
        }
        if ending.wasKilled { killed += 1 }
        for name in try scratch.names(in: "out") where name.hasSuffix(".png") {
          #expect(throws: Never.self, "\(name) is whole") { try pixels(scratch.read("out/\(name)")) }
        }
        let store = try await Store.openReadOnly("\(scratch.path)/.aquatint")
        #expect(try await store.ledger.problems() == [])
      }
      print("killed \(killed) of \(Self.kills) runs, after which \(await counts.total) of \(Self.names.count) calls were made")

      let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect([0, 6].contains(next.code), "\(next.errors)")
      let doubtful = try next.failures
      #expect(doubtful.values.allSatisfy { $0 == "unknown-exchange" })
      #expect(await counts.most <= 1, "nothing was sent twice without consent")
      let before = await counts.total

      #expect(try await Program.run("ledger", "resolve", "--resend", "all", in: scratch).code == 0)
      let last = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(last.code == 0, "\(last.errors)")
      #expect(await counts.total == before + doubtful.count)
      let store = try await Store.openReadOnly("\(scratch.path)/.aquatint")
      #expect(try await store.problems(readsContents: true) == [])
      #expect(try await store.ledger.allExchanges().count { $0.picture != nil } == Self.names.count)
      for file in try scratch.manifest().files { #expect(sha256(try scratch.read("out/\(file.path)")) == file.sha256, "\(file.path)") }
    }
  }
}

/// How often each prompt was asked; the emulator itself forgets old requests.
actor RequestCounts {
  private var counts: [String: Int] = [:]
  private(set) var total = 0

  func add(_ request: ReceivedRequest) {
    total += 1
    let body = String(decoding: request.body, as: UTF8.self)
    guard let start = body.firstIndex(of: "<"), let end = body[start...].firstIndex(of: ">") else { return }
    counts[String(body[start...end]), default: 0] += 1
  }

  /// Of the prompt that was asked most often.
  var most: Int { counts.values.max() ?? 0 }
}
