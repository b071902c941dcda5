import Foundation
import GatewayEmulator
import Synchronization
import Testing

/// A long run in which every twentieth call goes wrong: memory levels off, nothing is lost, and the counts add up.
@Suite struct SoakTests {
  private static let variables = ProcessInfo.processInfo.environment
  private static let assets = variables["AQUATINT_SOAK_ASSETS"].flatMap { Int($0) } ?? 500
  /// One call in a hundred each, by the last two digits of the asset's number.
  private static let rules: [EmulatorScript.Rule] = [
    .init(prompt: "13>", .resetAfterReading), .init(prompt: "37>", .blocked()), .init(prompt: "57>", .cutBody(after: 2_000)),
    .init(prompt: "73>", .finishReason("NO_IMAGE")), .init(prompt: "93>", .status(400)),
  ]

  @Test(.enabled(if: variables["AQUATINT_LONG_TESTS"] != nil, "one of the slow tests; AQUATINT_LONG_TESTS turns them on"))
  func `thousands of assets with faults among them leave memory level and books that add up`() async throws {
    let scratch = try Scratch()
    let names = (0..<Self.assets).map { "n" + String(100_000 + $0).dropFirst() }
    let running = Mutex<RunningProgram?>(nil)
    let samples = Mutex<[Int]>([])
    let every = max(1, Self.assets / 20)
    let observer = RequestObserver { request in
      guard request.ordinal % every == 0, let program = running.withLock({ $0 }) else { return }
      let memory = program.residentMemory / 1_024
      samples.withLock { $0.append(memory) }
    }
    try await withGateway(script: Self.rules, onRequest: observer) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: names), to: "shapes.yaml")
      let ending = try await Program.running(["run", "shapes.yaml", "--format", "json"], in: scratch) { program in
        running.withLock { $0 = program }
      }
      running.withLock { $0 = nil }
      let faulty = Dictionary(grouping: names) { String($0.suffix(2)) }
      let unknown = (faulty["13"]?.count ?? 0) + (faulty["57"]?.count ?? 0)
      let failed = unknown + ["37", "73", "93"].reduce(0) { $0 + (faulty[$1]?.count ?? 0) }
      #expect(ending.code == 6)
      let summary = try ending.summary
      #expect((summary.assets, summary.failed, summary.succeeded) == (Self.assets, failed, Self.assets - failed))
      // What holds no picture is asked for once more.
      let calls = Self.assets + (faulty["73"]?.count ?? 0)
      #expect(summary.calls == calls)
      #expect(await emulator.requestCount == calls)
      #expect(try ending.failures.values.count { $0 == "unknown-exchange" } == unknown)
      #expect(try scratch.manifest().files.count == 2 * (Self.assets - failed))

      let memory = samples.withLock { $0 }
      print("resident memory in KB, at every twentieth of \(Self.assets) assets: \(memory)")
      let (early, late) = (memory.prefix(memory.count / 2).max() ?? 0, memory.suffix(memory.count / 2).max() ?? 0)
      #expect(late < early * 5 / 4 + 32_000, "memory levels off")

      let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(next.code == 6)
      #expect(try next.summary.calls == faulty["93"]?.count ?? 0, "only HTTP errors are asked again")
    }
  }
}
