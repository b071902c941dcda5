import Foundation
import Storage
import TestSupport
import Testing

/// What the program of November 2026 has left: its stores, lock files, manifests and kept plans go on working, for nothing.
@Suite struct EarlierVersionTests {
  private static let folder = "\(TestFiles.packageRoot)/Tests/Fixtures/stores"
  /// Where they were made.
  private static let home = "/home/you"

  /// Copies what was left; the store is not hidden there, so that it can be kept in version control.
  private static func copy(_ name: String, to scratch: Scratch) throws {
    let root = "\(folder)/\(name)"
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(root)/\(path)")
      guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
      let bytes = try TestFiles.bytes(at: "\(root)/\(path)")
      let target = path.hasPrefix("store/") ? ".aquatint/" + path.dropFirst("store/".count) : path
      if path == "kept.plan" {
        try scratch.write(String(decoding: bytes, as: UTF8.self).replacing("\(home)/\(name)", with: scratch.path), to: target)
      } else {
        try scratch.write(bytes, to: target)
      }
    }
    try scratch.write("*\n", to: ".aquatint/.gitignore")
  }

  /// What commands said then, by their arguments.
  private static func said(_ name: String) throws -> [(arguments: [String], text: String)] {
    let text = String(decoding: try TestFiles.bytes(at: "\(folder)/\(name)/said.txt"), as: UTF8.self)
    return text.components(separatedBy: "== ").dropFirst().map { section in
      let (line, rest) = (section.prefix { $0 != "\n" }, section.drop { $0 != "\n" }.dropFirst())
      return (line.split(separator: " ").map(String.init), String(rest))
    }
  }

  private static func expectSameWords(_ name: String, in scratch: Scratch, _ when: Comment) async throws {
    for (arguments, text) in try said(name) {
      let ending = try await Program.running(arguments, in: scratch) { _ in }
      #expect(ending.code == 0, "\(arguments): \(ending.errors)")
      // Objects begin with the name of their format since then.
      #expect(ending.errors + ending.output.replacing(#/^\{"format":"[^"]*",/#, with: "{") == text, "\(when): \(arguments)")
    }
  }

  /// The store without what a ledger is made of.
  private static func stored(_ scratch: Scratch) throws -> [String: Scratch.FileState] {
    try scratch.files(in: ".aquatint").filter { !$0.key.hasPrefix("ledger.") && !$0.key.hasPrefix("calls.") && !$0.key.hasPrefix("runs/") }
  }

  /// A ledger without what SQLite counts anew when it copies one: changes of the file, changes of its tables, and once more those of the file
  /// (https://www.sqlite.org/fileformat2.html#the_database_header).
  private static func withoutCounters(_ ledger: [UInt8]) -> [UInt8] {
    var bytes = ledger
    for start in [24, 40, 92] where bytes.count >= start + 4 { bytes.replaceSubrange(start..<start + 4, with: [0, 0, 0, 0]) }
    return bytes
  }

  @Test(arguments: ["shop", "words"])
  func `a store of an earlier version is used as it is, without a call and without anything written anew`(_ name: String) async throws {
    let scratch = try Scratch()
    try Self.copy(name, to: scratch)
    let tree = try scratch.files()
    try await Self.expectSameWords(name, in: scratch, "before the ledger is moved on")
    #expect(try scratch.files() == tree, "commands that read change nothing")

    let (outputs, stored) = (try scratch.files(in: "out"), try Self.stored(scratch))
    let ending = try await Program.run("run", "\(name).yaml", "--no-report", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    let summary = try ending.summary
    #expect(summary.calls == 0 && summary.outputs == 0 && summary.succeeded == 2)
    #expect(try scratch.files(in: "out") == outputs)
    #expect(try Self.stored(scratch) == stored)
    let lock = "\(name).lock.yaml"
    if scratch.exists(lock) { #expect(try scratch.files()[lock] == tree[lock]) }
    let copy = try scratch.read(".aquatint/ledger.sqlite.before-3")
    #expect(Self.withoutCounters(copy) == Self.withoutCounters(try TestFiles.bytes(at: "\(Self.folder)/\(name)/store/ledger.sqlite")))
    try await Self.expectSameWords(name, in: scratch, "after the ledger was moved on")
  }

  @Test func `a kept plan of an earlier version is carried out`() async throws {
    let scratch = try Scratch()
    try Self.copy("shop", to: scratch)
    let ending = try await Program.run("run", "kept.plan", "--no-report", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try ending.summary.calls == 0)
  }

  @Test func `choices of an earlier version are kept, and new ones made`() async throws {
    let scratch = try Scratch()
    try Self.copy("shop", to: scratch)
    func run() async throws {
      let ending = try await Program.run("run", "shop.yaml", "--no-report", "--format", "json", in: scratch)
      #expect(try ending.code == 0 && ending.summary.calls == 0, "\(ending.errors)")
    }
    func original() throws -> [UInt8] { try scratch.read("out/mug-plain/original.png") }
    let picked = try original()
    // The first of two answers was picked then. Another prompt for a while, for nothing, and back.
    let text = try scratch.text("shop.yaml")
    try scratch.write(text.replacing("A mug, ", with: "A large mug, "), to: "shop.yaml")
    #expect(try await Program.run("accept", "shop.yaml", "mug-plain", in: scratch).code == 0)
    try scratch.write(text, to: "shop.yaml")
    try await run()
    #expect(try original() == picked)

    let ids = try Self.said("shop")[0].text.split(separator: "\n").filter { !$0.contains("#2") }.map { String($0.prefix(16)) }
    #expect(ids.count == 2)
    let later = try #require(ids.last)
    #expect(try await Program.run("pick", "shop.yaml", "mug-plain", later, in: scratch).code == 0)
    try await run()
    #expect(try original() != picked)
    #expect(try await Program.run("pick", "shop.yaml", "mug-plain", try #require(ids.first), in: scratch).code == 0)
    try await run()
    #expect(try original() == picked)
  }

  @Test(arguments: [CrashPoint.beforeLedgerCopy, .afterLedgerCopy, .afterLedgerMigration])
  func `a run that is killed while it moves the ledger on is finished by the next`(_ point: CrashPoint) async throws {
    let scratch = try Scratch()
    try Self.copy("shop", to: scratch)
    let killed = try await Program.run(
      "run", "shop.yaml", "--no-report", in: scratch, environment: ["AQUATINT_CRASH_AT": point.rawValue])
    #expect(killed.wasKilled)
    try await Self.expectSameWords("shop", in: scratch, "after the kill")
    let next = try await Program.run("run", "shop.yaml", "--no-report", "--format", "json", in: scratch)
    #expect(try next.code == 0 && next.summary.calls == 0, "\(next.errors)")
    #expect(scratch.exists(".aquatint/ledger.sqlite.before-3"))
  }

  @Test func `a store of a later version ends every command with 3 and stays untouched`() async throws {
    let scratch = try Scratch()
    try Self.copy("shop", to: scratch)
    let ledger = try scratch.read(".aquatint/ledger.sqlite")
    // A migration that this version does not know.
    let known = Array("pace of calls".utf8)
    let start = try #require(ledger.indices.first { ledger[$0...].starts(with: known) })
    try scratch.write(ledger[..<start] + Array("pace of birds".utf8) + ledger[(start + known.count)...], to: ".aquatint/ledger.sqlite")
    try scratch.remove(".aquatint/.gitignore")
    let before = try scratch.tree()
    for arguments in [
      ["plan", "shop.yaml"], ["run", "shop.yaml"], ["watch", "shop.yaml", "--max-cost", "1", "--once"],
      ["pick", "shop.yaml", "mug-plain", "1"],
      ["unpick", "shop.yaml", "mug-plain"], ["accept", "shop.yaml", "*"], ["report", "shop.yaml"], ["ledger"],
      ["ledger", "history", "shop.yaml", "mug-plain"], ["ledger", "gc", "--yes"], ["ledger", "resolve", "--resend", "all"],
    ] {
      let ending = try await Program.running(arguments, in: scratch) { _ in }
      #expect(ending.code == 3, "\(arguments): \(ending.errors)")
      let message =
        "aquatint: '\(scratch.path)/.aquatint/ledger.sqlite': the ledger was written by a later version of aquatint; update aquatint\n"
      #expect(ending.errors.hasSuffix(message), "\(arguments): \(ending.errors)")
    }
    #expect(try scratch.tree() == before)
  }
}

extension ArraySlice<UInt8> {
  fileprivate static func + (left: ArraySlice, right: [UInt8]) -> [UInt8] { Array(left) + right }
}
