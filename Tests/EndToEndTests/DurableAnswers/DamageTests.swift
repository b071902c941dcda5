import GatewayEmulator
import Testing

/// Stored files and ledgers that were changed by something else.
@Suite struct DamageTests {
  private static let asset = "pier"

  private func made(_ scratch: Scratch, gateway: String) async throws {
    try scratch.write(AnswerShapeTests.pipeline(gateway, cases: [Self.asset]), to: "shapes.yaml")
    #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
  }

  private func run(_ scratch: Scratch) async throws -> Program.Ending {
    try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
  }

  /// Changes one byte in the middle of each stored file that `isWanted` picks.
  private func damage(_ scratch: Scratch, where isWanted: ([UInt8]) -> Bool) throws -> Int {
    var count = 0
    for name in try scratch.names(in: ".aquatint/blobs") {
      var bytes = try scratch.read(".aquatint/blobs/\(name)")
      guard isWanted(bytes) else { continue }
      bytes[bytes.count / 2] ^= 1
      try scratch.remove(".aquatint/blobs/\(name)")
      try scratch.write(bytes, to: ".aquatint/blobs/\(name)")
      count += 1
    }
    return count
  }

  private func isAnswer(_ bytes: [UInt8]) -> Bool { bytes.first == UInt8(ascii: "{") }

  @Test func `a damaged picture is quarantined and taken out of the answer again`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try await made(scratch, gateway: emulator.gateway)
      let before = try scratch.files(in: "out").mapValues(\.sha256)
      #expect(try damage(scratch) { !isAnswer($0) } == 1)
      try scratch.remove("out/\(Self.asset)")
      let next = try await run(scratch)
      #expect(next.code == 0, "\(next.errors)")
      #expect(try next.summary.calls == 0)
      #expect(try scratch.files(in: "out").mapValues(\.sha256) == before)
      #expect(try scratch.names(in: ".aquatint/quarantine").count == 1)
      #expect(await emulator.requestCount == 1)
    }
  }

  @Test func `a damaged answer whose picture is whole costs nothing`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try await made(scratch, gateway: emulator.gateway)
      #expect(try damage(scratch, where: isAnswer) == 1)
      try scratch.remove("out/\(Self.asset)")
      let next = try await run(scratch)
      #expect(next.code == 0, "\(next.errors)")
      #expect(await emulator.requestCount == 1)
    }
  }

  @Test func `an answer that is gone altogether is said, and never bought again in silence`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try await made(scratch, gateway: emulator.gateway)
      #expect(try damage(scratch) { _ in true } == 2)
      try scratch.remove("out/\(Self.asset)")
      for _ in 1...2 {
        let next = try await run(scratch)
        #expect(next.code == 1, "\(next.errors)")
        #expect(try next.summary.calls == 0)
        #expect(next.output.contains("missing") || next.output.contains("damaged"))
      }
      #expect(await emulator.requestCount == 1)
      let refreshed = try await Program.run("run", "shapes.yaml", "--refresh", Self.asset, in: scratch)
      #expect(refreshed.code == 0)
      #expect(await emulator.requestCount == 2)
    }
  }

  @Test(arguments: [0.9, 0.5, 0.1, 0.0])
  func `a truncated ledger ends every command with 3 and nothing is sent`(_ share: Double) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try await made(scratch, gateway: emulator.gateway)
      let ledger = try scratch.read(".aquatint/ledger.sqlite")
      try scratch.write(Array(ledger.prefix(Int(Double(ledger.count) * share))), to: ".aquatint/ledger.sqlite")
      let stored = try scratch.files(in: ".aquatint/blobs")
      for arguments in [["plan", "shapes.yaml"], ["run", "shapes.yaml"], ["ledger"]] {
        let ending = try await Program.running(arguments, in: scratch) { _ in }
        #expect(ending.code == 3, "\(arguments): \(ending.errors) \(ending.output)")
        #expect(ending.errors.contains("ledger.sqlite"), "\(arguments)")
      }
      #expect(await emulator.requestCount == 1)
      #expect(try scratch.files(in: ".aquatint/blobs") == stored)
    }
  }
}
