import Foundation
import GatewayEmulator
import Testing

/// Moving what was paid for from one store to another.
@Suite struct TransferTests {
  private struct Report: Decodable {
    let calls: Int
    let skipped: Int
    let files: Int
    let bytes: Int
  }

  private static let names = ["a", "b", "c"]

  private func report(_ ending: Program.Ending) throws -> Report {
    #expect(ending.code == 0, "\(ending.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
  }

  private func made(_ scratch: Scratch, _ gateway: String) async throws {
    try scratch.write(AnswerShapeTests.pipeline(gateway, cases: Self.names), to: "shapes.yaml")
    #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
  }

  @Test func `a colleague with the archive and the lock file pays nothing`() async throws {
    let (scratch, other) = (try Scratch(), try Scratch())
    try await withGateway { emulator in
      try await made(scratch, emulator.gateway)
      let exported = try report(try await Program.run("ledger", "export", "../\(other.name)/paid.tar", "--format", "json", in: scratch))
      #expect((exported.calls, exported.skipped) == (3, 0))
      for name in ["shapes.yaml", "shapes.lock.yaml"] { try other.write(try scratch.read(name), to: name) }

      let missing = try await Program.run("run", "shapes.yaml", in: other)
      #expect(missing.code == 1, "a binding whose answer is not here blocks its asset")
      for round in 0...1 {
        let imported = try report(try await Program.run("ledger", "import", "paid.tar", "--format", "json", in: other))
        #expect((imported.calls, imported.skipped) == (round == 0 ? (3, 0) : (0, 3)))
      }
      let run = try await Program.run("run", "shapes.yaml", "--frozen", "--format", "json", in: other)
      #expect(run.code == 0, "\(run.errors)")
      #expect(try run.summary.reused == 3)
      #expect(await emulator.requestCount == 3)
      let pictures = try scratch.files(in: "out").mapValues(\.sha256).filter { $0.key != "manifest.json" }
      #expect(try other.files(in: "out").mapValues(\.sha256).filter { $0.key != "manifest.json" } == pictures)
      #expect(!String(decoding: try other.read("paid.tar"), as: UTF8.self).contains(Program.key), "keys do not travel")
    }
  }

  @Test func `a call in doubt is in doubt in the other store too`() async throws {
    let scratch = try Scratch()
    try await withGateway(EmulatorScript.Rule(times: 1, .resetAfterReading)) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 6)
      let exported = try report(try await Program.run("ledger", "export", "doubt.tar", "--format", "json", in: scratch))
      #expect((exported.calls, exported.skipped) == (1, 0))
      let imported = try report(
        try await Program.run("ledger", "import", "doubt.tar", "--store", "other", "--format", "json", in: scratch))
      #expect((imported.calls, imported.skipped) == (1, 0))
      #expect(try await Program.run("run", "shapes.yaml", "--store", "other", in: scratch).code == 6)
      #expect(await emulator.requestCount == 1, "nothing is sent again without a decision")
      #expect(try await Program.run("ledger", "resolve", "--resend", "all", "--store", "other", in: scratch).code == 0)
      #expect(try await Program.run("run", "shapes.yaml", "--store", "other", in: scratch).code == 0)
      #expect(await emulator.requestCount == 2)
    }
  }

  @Test func `tar lists the archive, and its files are what their names say`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try await made(scratch, emulator.gateway)
      #expect(try await Program.run("ledger", "export", "paid.tar", in: scratch).code == 0)
    }
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/env")
    tar.arguments = ["tar", "-xf", "paid.tar", "--one-top-level=opened"]
    tar.currentDirectoryURL = URL(filePath: scratch.path)
    try tar.run()
    tar.waitUntilExit()
    #expect(tar.terminationStatus == 0)
    let files = try scratch.files(in: "opened")
    #expect(files["records.jsonl"] != nil)
    let digest = try #require(files["records.jsonl"]?.sha256)
    #expect(try scratch.text("opened/digests.txt") == "\(digest)  records.jsonl\n")
    let stored = files.filter { $0.key.hasPrefix("blobs/") }
    #expect(stored.count == 6)
    #expect(stored.allSatisfy { $0.key == "blobs/\($0.value.sha256)" })
  }

  @Test func `attempts of both stores stand under one key afterwards, in their order`() async throws {
    let (scratch, other) = (try Scratch(), try Scratch())
    try await withGateway { emulator in
      for folder in [scratch, other] { try await made(folder, emulator.gateway) }
      #expect(try await Program.run("run", "shapes.yaml", "--refresh", "a", in: scratch).code == 0)
      #expect(try await Program.run("ledger", "export", "../\(other.name)/paid.tar", in: scratch).code == 0)
      #expect(try await Program.run("ledger", "import", "paid.tar", in: other).code == 0)
      let history = try await Program.run("ledger", "history", "shapes.yaml", "a", "--format", "json", in: other)
      #expect(history.output.contains(#""attempt":3"#))
      #expect(try await Program.run("run", "shapes.yaml", "--frozen", in: other).code == 0)
      let report = try await Program.run("ledger", "--format", "json", in: other)
      #expect(report.code == 0)
    }
  }

  @Test func `a damaged or cut archive ends with 2 and changes nothing`() async throws {
    let (scratch, other) = (try Scratch(), try Scratch())
    try await withGateway { emulator in
      try await made(scratch, emulator.gateway)
      #expect(try await Program.run("ledger", "export", "paid.tar", in: scratch).code == 0)
      let whole = try scratch.read("paid.tar")
      var changed = whole
      changed[whole.count / 2] ^= 1
      var record = whole
      record[600] ^= 1
      for (index, bytes) in [changed, record, Array(whole.prefix(whole.count / 2)), Array(whole.prefix(100)), []].enumerated() {
        try other.write(bytes, to: "bad.tar")
        let ending = try await Program.run("ledger", "import", "bad.tar", in: other)
        #expect(ending.code == 2, "case \(index): \(ending.errors)")
        #expect(ending.errors.contains("bad.tar"))
      }
      let report = try await Program.run("ledger", in: other)
      #expect(report.output == "no calls\n")
      #expect(try await Program.run("ledger", "import", "absent.tar", in: other).code == 2)
    }
  }
}
