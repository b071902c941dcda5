import Foundation
import GatewayEmulator
import ScriptedServer
import Testing

/// What somebody new types, and the one thing that is said of it.
@Suite struct NewcomerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let yaml: String
    /// What the first line says, behind the file's name; nil where nothing is wrong.
    let said: String?
    /// A part of what follows.
    var more = ""
  }

  private static func chain(_ head: String = "", thumbnail: String = "name: card, longest: 64") -> String {
    "version: 1\noutput: out\n\(head)stages:\n  - decode: shoe.png\n  - thumbnails: [{\(thumbnail), format: jpeg}]\n"
  }

  private static func generating(_ prompt: String, matrix: String = "matrix: {season: [spring]}") -> String {
    "version: 1\noutput: out\nmodel: gemini-3-pro-image\n\(matrix)\nasset: a-${season}\nstages:\n  - generate: {prompt: \"\(prompt)\", aspectRatio: '4:3'}\n"
  }

  private static let cases = [
    Case(
      testDescription: "a negative width", yaml: chain(thumbnail: "name: card, width: -640, height: 10, fit: cover"),
      said: "5:38: error: '-640' is not a valid width; expected a whole number from 1 to 32768 [invalid-value]"),
    Case(
      testDescription: "a width with a unit", yaml: chain(thumbnail: "name: card, width: 640px, height: 10, fit: cover"),
      said: "5:38: error: '640px' is not a valid width; expected a whole number from 1 to 32768 [invalid-value]"),
    Case(
      testDescription: "no output",
      yaml:
        "version: 1\nsources: '*.yaml'\nasset: x\nstages:\n  - decode: ${source}\n  - thumbnails: [{name: c, longest: 8, format: png}]\n",
      said: "1:1: error: the file needs 'output' [missing-key]"),
    Case(
      testDescription: "an extension in a name", yaml: chain(thumbnail: "name: card.jpg, longest: 64"),
      said: "5:25: error: the name 'card.jpg' has an extension already, and 'format' gives the file its own [invalid-name]",
      more: "did you mean 'card'?"),
    Case(
      testDescription: "a list without brackets", yaml: generating("A", matrix: "matrix:\n  season: spring, winter"),
      said: "5:11: error: 'spring, winter' is one value for the axis 'season' [list-without-brackets]", more: "write [spring, winter]"),
    Case(
      testDescription: "a shell's variable", yaml: generating("A lawn in $season."),
      said: "7:24: warning: '$season' in 'prompt' looks like a template, and is sent as it stands [unresolved-template]",
      more: "write '${season}'"),
    Case(
      testDescription: "one pair of braces", yaml: generating("A lawn in {season}."),
      said: "7:24: warning: '{season}' in 'prompt' looks like a template, and is sent as it stands [unresolved-template]"),
    Case(
      testDescription: "a matrix that only lists combinations",
      yaml: generating("A ${season}", matrix: "matrix: {include: [{season: spring}, {season: winter}]}"), said: nil),
    Case(
      testDescription: "a quote that is not closed",
      yaml:
        "version: 1\noutput: out\nmodel: gemini-3-pro-image\nstages:\n  - generate:\n      prompt: \"A lawn\n      aspectRatio: \"4:3\"\n",
      said: "6:15: error: the quote '\"' is never closed [yaml-syntax]"),
  ]

  @Test(arguments: cases) func `one mistake is said once, where it is, with the fix`(_ given: Case) async throws {
    let scratch = try Scratch()
    try scratch.write(given.yaml, to: "shop.yaml")
    let ending = try await Program.run("check", "shop.yaml", in: scratch)
    let heads = ending.errors.split(separator: "\n").filter { $0.hasPrefix("shop.yaml:") }.map { String($0.dropFirst("shop.yaml:".count)) }
    #expect(heads == (given.said.map { [$0] } ?? []), "\(ending.errors)")
    #expect(given.more.isEmpty || ending.errors.contains(given.more), "\(ending.errors)")
  }

  // MARK: the command line

  private static let commandLines: [(arguments: [String], said: String)] = [
    (["run", "shop.yaml", "--dry-run"], "there is no option '--dry-run'; `aquatint plan` shows what a run would do"),
    (["run", "shop.yaml", "--force"], "there is no option '--force'; --overwrite replaces files"),
    (["run", "shop.yaml", "--max-cost", "-5"], "The value '-5' is invalid for '--max-cost <usd>'"),
    (
      ["shop.yaml"], "there is no command 'shop.yaml'; `aquatint plan shop.yaml` shows what would be done, `aquatint run shop.yaml` does it"
    ),
    (["check", "shoe.jpg"], "'shoe.jpg' is a jpeg picture and no pipeline file; did you mean `aquatint inspect shoe.jpg`?"),
    (["plan", "shop.yaml", "--model", "gemini-3-pro"], "did you mean 'gemini-3-pro-image'?"),
  ]

  @Test(arguments: commandLines) func `what other programs understand is answered`(_ arguments: [String], _ said: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.generating("A ${season}"), to: "shop.yaml")
    try scratch.write([0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF".utf8), to: "shoe.jpg")
    let ending = try await Program.running(arguments, in: scratch) { _ in }
    #expect(ending.errors.contains(said), "\(ending.errors)")
  }

  @Test func `the help of a free verb lists only what applies to it`() async throws {
    let help = try await Program.run("pick", "--help", in: try Scratch())
    #expect(help.output.contains("--gateway") && !help.output.contains("--refresh") && !help.output.contains("paid"), "\(help.output)")
  }

  // MARK: one cause

  @Test func `a budget that is reached is said once, with the count and the names`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a", "b", "c"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--max-cost", "0.001", in: scratch)
      #expect(ending.code == 4)
      #expect(ending.errors.components(separatedBy: "[budget-reached]").count == 2, "\(ending.errors)")
      #expect(ending.errors.contains("3 assets wait: ") && ending.errors.contains("note: a, b, c"), "\(ending.errors)")
      #expect(ending.output.contains("3 assets, 0 complete, 3 waiting for the budget"), "\(ending.output)")
    }
  }

  @Test func `a gateway that cannot be reached is said once`() async throws {
    let scratch = try Scratch()
    let port = try DeafPort()
    try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: port.number), cases: ["a", "b", "c"]), to: "shapes.yaml")
    let ending = try await Program.run("run", "shapes.yaml", in: scratch)
    #expect(ending.code == 3)
    #expect(ending.errors.components(separatedBy: "[not-sent]").count == 2, "\(ending.errors)")
    #expect(ending.errors.contains("3 assets failed: "), "\(ending.errors)")
  }

  @Test func `a source that is no picture is said once, however many assets are made of it`() async throws {
    let scratch = try Scratch()
    try scratch.write(
      "version: 1\nsources: 'in/*.png'\nmatrix: {size: [8, 16, 32]}\nasset: ${source.stem}-${size}\noutput: out\nstages:\n"
        + "  - decode: ${source}\n  - thumbnails: [{name: card, longest: \"${size}\", format: png}]\n", to: "shop.yaml")
    try scratch.write(MarkedPicture.translucentPNG(), to: "in/good.png")
    try scratch.write(Array(MarkedPicture.translucentPNG().prefix(60)), to: "in/bad.png")
    let plan = try await Program.run("plan", "shop.yaml", in: scratch)
    #expect(plan.output.contains("bad-8, bad-16, bad-32  "), "\(plan.output)")
    let run = try await Program.run("run", "shop.yaml", in: scratch)
    #expect(run.code == 1)
    #expect(run.errors.contains("3 assets failed: ") && run.errors.contains("note: bad-8, bad-16, bad-32"), "\(run.errors)")
  }

  @Test func `names with values in them are one group, and lines fit eighty columns`() async throws {
    let scratch = try Scratch()
    let text =
      "version: 1\nmatrix: {item: [sword, shield, potion]}\nasset: ${item}\noutput: out\nmodel: gemini-3-pro-image\nstages:\n"
      + "  - generate: {prompt: \"A ${item}\", aspectRatio: '1:1'}\n  - decode: result\n"
      + "  - thumbnails: [{name: \"${item}-icon\", longest: 64, format: png}, {name: \"${item}-inventory-picture\", longest: 640, format: webp}]\n"
    try scratch.write(text, to: "shop.yaml")
    let plan = try await Program.run("plan", "shop.yaml", in: scratch, environment: ["COLUMNS": "80"])
    #expect(plan.output.contains("${asset}-icon"), "\(plan.output)")
    #expect(plan.lines.count { $0.hasPrefix("+ ") } == 1, "\(plan.output)")
    for line in plan.lines where !line.contains("://") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func `files of assets that are made no longer are told`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a", "b"]), to: "shapes.yaml")
    #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "shapes.yaml")
    let said = "2 files of assets that are gone stand in the output folder; "
    #expect(try await Program.run("plan", "shapes.yaml", in: scratch).output.contains(said))
    #expect(try await Program.run("run", "shapes.yaml", in: scratch).errors.contains(said))
    #expect(try await Program.run("run", "shapes.yaml", "--prune", in: scratch).code == 0)
    #expect(!(try await Program.run("run", "shapes.yaml", in: scratch).errors.contains("assets that are gone")))
  }

  @Test(arguments: [
    (["check", "none.yaml"], true), (["run", "none.yaml"], true), (["emulate", "--faults", "none.yaml"], false),
    (["models", "check", "--against", "none.yaml"], false),
  ]) func `what writes a first file is told where a pipeline is missing, and nowhere else`(_ command: [String], _ isPipeline: Bool)
    async throws
  {
    let ending = try await Program.running(command, in: try Scratch()) { _ in }
    #expect(ending.code == 2 && ending.errors.contains("no such file or folder"), "\(ending.errors)")
    #expect(ending.errors.contains("`aquatint init` writes one") == isPipeline, "\(ending.errors)")
  }
}
