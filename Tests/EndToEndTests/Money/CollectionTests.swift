import Foundation
import GatewayEmulator
import Testing

/// `ledger gc`: a listed plan, a confirmation, and what is never removed.
@Suite struct CollectionTests {
  private struct Plan: Decodable {
    struct Item: Decodable {
      let kind: String
      let name: String
      let bytes: Int
    }

    let items: [Item]
    let removed: Bool
  }

  private func made(_ scratch: Scratch, _ emulator: RunningEmulator) async throws {
    try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a", "b"]), to: "shapes.yaml")
    #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
  }

  private func gc(_ scratch: Scratch, _ arguments: String...) async throws -> (ending: Program.Ending, plan: Plan) {
    let ending = try await Program.running(["ledger", "gc", "--format", "json"] + arguments, in: scratch) { _ in }
    return (ending, try JSONDecoder().decode(Plan.self, from: Data(ending.output.utf8)))
  }

  @Test func `nothing is removed without a confirmation`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try await made(scratch, emulator)
      try scratch.write("damaged once", to: ".aquatint/quarantine/old")
      let before = try scratch.files(in: ".aquatint").keys.filter { !$0.hasPrefix("ledger.sqlite") }.sorted()
      let (ending, plan) = try await gc(scratch)
      #expect(ending.code == 2)
      #expect(ending.errors.contains("--yes"))
      #expect(plan.items.contains { $0.kind == "quarantined" && $0.name == "quarantine/old" })
      #expect(!plan.removed)
      #expect(try scratch.files(in: ".aquatint").keys.filter { !$0.hasPrefix("ledger.sqlite") }.sorted() == before)

      let (_, done) = try await gc(scratch, "--yes")
      #expect(done.removed)
      #expect(try scratch.names(in: ".aquatint/quarantine") == [])
      let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(try next.summary.calls == 0)
      #expect(try await gc(scratch).plan.items.allSatisfy { $0.kind == "local-results" })
    }
  }

  @Test func `answers that assets show, and pictures that were paid for, stay`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try await made(scratch, emulator)
      #expect(try await Program.run("run", "shapes.yaml", "--refresh", "a", in: scratch).code == 0)
      let stored = try scratch.names(in: ".aquatint/blobs").count
      #expect(try await gc(scratch, "--exchanges", "--older-than", "0h").plan.items.filter { $0.kind == "exchange" }.isEmpty)

      let (ending, plan) = try await gc(scratch, "--exchanges", "--older-than", "0h", "--paid", "--yes")
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(plan.items.filter { $0.kind == "exchange" }.count == 1, "the answer that --refresh replaced")
      #expect(try scratch.names(in: ".aquatint/blobs").count == stored - 2)
      let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(next.code == 0)
      #expect(try next.summary.calls == 0)
      #expect(await emulator.requestCount == 3)
      // What it cost is still told.
      let report = try await Program.run("ledger", "--format", "json", in: scratch)
      #expect(report.output.contains(#""calls":3"#))
      #expect(try await gc(scratch, "--exchanges", "--older-than", "0h", "--paid").plan.items.filter { $0.kind == "exchange" }.isEmpty)
    }
  }

  @Test func `selections that make no sense are refused`() async throws {
    let scratch = try Scratch()
    for arguments in [["--exchanges"], ["--older-than", "3d"], ["--exchanges", "--older-than", "soon"], ["--paid"]] {
      let ending = try await Program.running(["ledger", "gc"] + arguments, in: scratch) { _ in }
      #expect(ending.code == 2, "\(arguments)")
    }
    #expect(try await Program.run("ledger", "gc", in: scratch).code == 3)
    #expect(!scratch.exists(".aquatint"))
  }

  @Test func `a store in use is left alone`() async throws {
    let scratch = try Scratch()
    let held = HeldRequest()
    try await withGateway(onRequest: held.observer) { emulator in
      try scratch.write("old", to: ".aquatint/quarantine/old")
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let run = try await Program.running(["run", "shapes.yaml"], in: scratch) { _ in
        await held.arrived()
        let ending = try await Program.run("ledger", "gc", "--yes", in: scratch)
        #expect(ending.code == 3)
        #expect(ending.errors.contains("under way"))
        held.release()
      }
      #expect(run.code == 0)
      #expect(scratch.exists(".aquatint/quarantine/old"))
    }
  }
}
