import GRDB
import GatewayEmulator
import Testing

/// A clock that was set back: to the ledger, all that happened before lies in the future.
@Suite struct ClockTests {
  private static let year: Int64 = 365 * 24 * 3_600

  /// Moves everything that the ledger has written down ahead by a year.
  private func moveAhead(_ scratch: Scratch) throws {
    let database = try DatabaseQueue(path: scratch.path + "/.aquatint/ledger.sqlite")
    try database.write { database in
      try database.execute(
        sql: """
          UPDATE run SET started = started + :milliseconds, ended = ended + :milliseconds;
          UPDATE exchange SET created = created + :milliseconds, updated = updated + :milliseconds;
          """, arguments: ["milliseconds": Self.year * 1_000])
    }
    try database.close()
  }

  /// All that is written, but for the contact sheet, which tells times.
  private func pictures(_ scratch: Scratch) throws -> [String: Scratch.FileState] {
    try scratch.files(in: "out").filter { $0.key.hasSuffix(".png") || $0.key.hasSuffix(".jpg") }
  }

  @Test func `what was paid for stays, the newest answer stays the newest, and no call waits for the old time to come`() async throws {
    let scratch = try Scratch()
    let busy = EmulatorScript.Rule(requests: 1...1, .rateLimited(retryDelay: "0.1s"))
    try await withGateway(busy) { emulator in
      // Pictures would carry the date of their call, which the ledger is made to say otherwise.
      let gateway = "provenance: none\n" + emulator.gateway + "\n    requestsPerMinute: 100"
      try scratch.write(AnswerShapeTests.pipeline(gateway, cases: ["a", "b"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
      #expect(try await Program.run("run", "shapes.yaml", "--refresh", "a", in: scratch).code == 0)
      let pictures = try self.pictures(scratch)
      let calls = await emulator.requestCount
      try moveAhead(scratch)

      let again = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(again.code == 0, "\(again.errors)")
      #expect(try again.summary.calls == 0)
      #expect(try self.pictures(scratch) == pictures)

      // Later attempts are told by their number and not by their time.
      let refreshed = try await Program.run("run", "shapes.yaml", "--refresh", "a", "--format", "json", in: scratch)
      #expect(refreshed.code == 0, "\(refreshed.errors)")
      #expect(try refreshed.summary.calls == 1)
      let changed = try self.pictures(scratch)
      #expect(changed["a/icon.png"]?.sha256 != pictures["a/icon.png"]?.sha256)
      #expect(changed["b/icon.png"] == pictures["b/icon.png"])
      #expect(try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch).summary.calls == 0)
      #expect(try scratch.files(in: "out")["a/icon.png"]?.sha256 == changed["a/icon.png"]?.sha256)
      #expect(await emulator.requestCount == calls + 1)
      #expect(try await Program.run("ledger", in: scratch).code == 0)
    }
  }
}
