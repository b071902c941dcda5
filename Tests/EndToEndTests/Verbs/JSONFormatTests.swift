import Foundation
import GatewayEmulator
import TestSupport
import Testing

/// What commands print with `--format json`, held against the schemas that are published.
@Suite struct JSONFormatTests {
  private static let events = "aquatint-events/1"

  private static func schema() throws -> JSONSchema {
    try JSONSchema(try TestFiles.bytes(at: TestFiles.packageRoot + "/Pipelines/formats.schema.json"))
  }

  private struct Kind: Decodable {
    let format: String?
  }

  private struct Head: Decodable {
    let event: String?
    let format: String?
    let run: String?
    let time: String?
  }

  private static func head(_ line: String) throws -> Head { try JSONDecoder().decode(Head.self, from: Data(line.utf8)) }

  /// A stream: the first line says what it is, and every line has its time and the stream's name.
  private func expectStream(_ ending: Program.Ending, _ schema: JSONSchema, _ place: SourceLocation = #_sourceLocation) throws {
    let first = try Self.head(try #require(ending.lines.first, sourceLocation: place))
    #expect(first.event == "started" && first.format == Self.events, sourceLocation: place)
    for line in ending.lines {
      #expect(try schema.problems(in: line, as: Self.events) == [], "\(line)", sourceLocation: place)
      #expect(try Self.head(line).run == first.run, sourceLocation: place)
    }
    #expect(ending.lines.count { $0.contains(#""event":"started""#) } == 1, sourceLocation: place)
  }

  @Test func `a run, a watch and a preparation are streams of the published events`() async throws {
    let schema = try Self.schema()
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a", "b"]), to: "shapes.yaml")
    let run = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
    try expectStream(run, schema)
    let history = try await Program.run("ledger", "--format", "json", in: scratch)
    let id = try #require(try Self.head(run.lines[0]).run)
    #expect(history.output.contains(id), "the ledger calls the run the same")
    try scratch.write(WatchBench.local(), to: "inbox.yaml")
    try scratch.write(MarkedPicture.translucentPNG(), to: "inbox/mug.png")
    try scratch.write(Array("no picture".utf8), to: "inbox/bad.png")
    try expectStream(try await Program.run("watch", "inbox.yaml", "--once", "--settle", "0", "--format", "json", in: scratch), schema)
    try expectStream(try await Program.run("prepare", "inbox", "--output", "made", "--format", "json", in: scratch), schema)
  }

  @Test func `failed calls, a budget and a note are events of the schema too`() async throws {
    let schema = try Self.schema()
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a", "b"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--max-cost", "0.07", "--format", "json", in: scratch)
      #expect(ending.code == 4)
      try expectStream(ending, schema)
      #expect(ending.lines.last?.contains(#""failed":0,"notBegun":0,"waiting":1"#) == true, "\(ending.output)")
    }
  }

  @Test func `what fails outside of any asset is an event, also where the file cannot be read`() async throws {
    let schema = try Self.schema()
    let scratch = try Scratch()
    let missing = try await Program.run("run", "missing.yaml", "--format", "json", in: scratch)
    #expect(missing.code == 2)
    try expectStream(missing, schema)
    #expect(missing.lines.last?.contains(#""exitCode":2"#) == true, "\(missing.output)")
    try scratch.write("version: 1\noutput: out\nstages:\n  - blur: {}\n", to: "wrong.yaml")
    let wrong = try await Program.run("run", "wrong.yaml", "--format", "json", in: scratch)
    #expect(wrong.code == 2)
    try expectStream(wrong, schema)
    #expect(wrong.output.contains(#""id":"unknown-stage""#), "\(wrong.output)")
    try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: 9), cases: ["a"]), to: "keyless.yaml")
    let keyless = try await Program.run("run", "keyless.yaml", "--format", "json", in: scratch, removing: ["OURS_API_KEY"])
    #expect(keyless.code == 3)
    try expectStream(keyless, schema)
    #expect(keyless.lines.last?.contains(#""failed":0,"notBegun":1,"waiting":0"#) == true, "\(keyless.output)")
    #expect(keyless.output.contains(#""event":"error""#))
  }

  @Test func `single objects name their format and are as the schema says`() async throws {
    let schema = try Self.schema()
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a", "b"]), to: "shapes.yaml")
    #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
    #expect(try await Program.run("run", "shapes.yaml", "--batch", "--refresh", "b", in: scratch).code == 0)
    let commands = [
      ["batch", "list", "shapes.yaml"], ["batch", "cancel", "shapes.yaml"],
      ["check", "shapes.yaml"], ["plan", "shapes.yaml"], ["report", "shapes.yaml"], ["pick", "shapes.yaml", "a", "1"],
      ["unpick", "shapes.yaml", "a"], ["accept", "shapes.yaml", "*"], ["ledger"], ["ledger", "--wasted"],
      ["ledger", "history", "shapes.yaml", "a"], ["ledger", "gc"], ["ledger", "rebuild"], ["ledger", "export", "all.tar"],
      ["doctor", "--offline"], ["init", "other.yaml"], ["explain", "yaml-syntax"], ["explain", "ids"],
    ]
    for command in commands {
      let ending = try await Program.running(command + ["--format", "json"], in: scratch) { _ in }
      let line = try #require(ending.lines.first, "\(command): \(ending.errors)")
      let format = try #require(try JSONDecoder().decode(Kind.self, from: Data(line.utf8)).format, "\(command)")
      #expect(try schema.problems(in: line, as: format) == [], "\(command): \(line)")
    }
  }

  @Test func `every event and every format of the sources is in the schema and on the page`() throws {
    let schema = String(decoding: try TestFiles.bytes(at: TestFiles.packageRoot + "/Pipelines/formats.schema.json"), as: UTF8.self)
    let page = String(
      decoding: try TestFiles.bytes(at: TestFiles.packageRoot + "/Sources/PipelineModel/PipelineModel.docc/JSONFormats.md"), as: UTF8.self)
    let root = TestFiles.packageRoot + "/Sources/Commands"
    var names: Set<String> = []
    for file in try FileManager.default.subpathsOfDirectory(atPath: root) where file.hasSuffix(".swift") {
      let text = String(decoding: try TestFiles.bytes(at: "\(root)/\(file)"), as: UTF8.self)
      for match in text.matches(of: /\("event", \.text\("([a-zA-Z]+)"\)\)/) { names.insert(String(match.1)) }
      guard file.hasSuffix("JSONDocument.swift") else { continue }
      for match in text.matches(of: /\n  case ([a-z]+)/) {
        #expect(schema.contains("\"aquatint-\(match.1)/1\": {"), "the format \(match.1) has no schema")
        #expect(page.contains("`aquatint-\(match.1)/1`"), "the format \(match.1) is not on the page")
      }
    }
    #expect(names.count > 20)
    for name in names {
      #expect(schema.contains("\"event\": {\"const\": \"\(name)\"}"), "the event \(name) has no schema")
      #expect(page.contains("`\(name)`"), "the event \(name) is not on the page")
    }
  }

  @Test func `the validator finds what is wrong`() throws {
    let schema = try Self.schema()
    #expect(try schema.problems(in: #"{"event":"idle","run":"0123456789abcdef"}"#, as: Self.events) != [])
    #expect(try schema.problems(in: #"{"format":"aquatint-check/1","files":"2","mistakes":0,"warnings":0}"#, as: "aquatint-check/1") != [])
    #expect(try schema.problems(in: #"{"format":"aquatint-check/1","files":true,"mistakes":0,"warnings":0}"#, as: "aquatint-check/1") != [])
    #expect(try schema.problems(in: #"{"format":"aquatint-check/1","files":2,"mistakes":0,"warnings":0}"#, as: "aquatint-check/1") == [])
  }
}
