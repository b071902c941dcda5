import Foundation
import GatewayEmulator
import ImageCore
import Testing

@Suite struct WasteTests {
  private struct Report: Decodable {
    struct Group: Decodable {
      let name: String
      let calls: Int
      let cost: String
      let callsOfUnknownCost: Int
    }

    let cause: [Group]
  }

  private struct Totals: Decodable {
    struct Group: Decodable {
      let name: String
      let calls: Int
      let cost: String
    }

    let run: [Group]
    let day: [Group]
    let model: [Group]
    let gateway: [Group]
  }

  private static let rules: [EmulatorScript.Rule] = [
    .init(prompt: "<refused>", .blocked()), .init(prompt: "<none>", .finishReason("NO_IMAGE")), .init(prompt: "<lost>", .resetAfterReading),
    .init(prompt: "<wrong>", times: 1, .pixels(PixelSize(512, 256))),
  ]

  @Test func `what was wasted is told by cause, and sums by run, day, model and gateway`() async throws {
    let scratch = try Scratch()
    try await withGateway(script: Self.rules) { emulator in
      let names = ["good", "refused", "none", "lost", "wrong"]
      let text = AnswerShapeTests.pipeline(emulator.gateway, cases: names)
        .replacing("  - decode: result\n", with: "  - decode: result\n  - verify: {otherwise: [retry 1, fail]}\n")
      try scratch.write(text, to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 6)
      #expect(try await Program.run("run", "shapes.yaml", "--only", "good", "--refresh", "good", in: scratch).code == 0)

      let wasted = try await Program.run("ledger", "--wasted", "--format", "json", in: scratch)
      let report = try JSONDecoder().decode(Report.self, from: Data(wasted.output.utf8))
      let calls = Dictionary(uniqueKeysWithValues: report.cause.map { ($0.name, $0.calls) })
      // What held no picture was asked for once more.
      #expect(calls == ["refused": 1, "noImage": 2, "unknown": 1, "wrongRatio": 1, "superseded": 1])
      #expect(report.cause.first { $0.name == "unknown" }?.callsOfUnknownCost == 1)
      let displayName = try await Program.run("ledger", "--wasted", in: scratch)
      #expect(displayName.output.contains("superseded: 1 call"))

      let whole = try await Program.run("ledger", "--format", "json", in: scratch)
      let totals = try JSONDecoder().decode(Totals.self, from: Data(whole.output.utf8))
      #expect(totals.run.map(\.calls) == [7, 1])
      #expect(totals.day.map(\.calls).reduce(0, +) == 8)
      #expect(totals.model.map(\.name) == ["gemini-3.1-flash-image"])
      #expect(totals.gateway.map(\.name) == ["ours"])
      for group in [totals.run, totals.day, totals.model, totals.gateway].joined() {
        #expect(group.cost.allSatisfy { $0.isNumber || $0 == "." }, "amounts are decimal: \(group.cost)")
      }
    }
  }
}
