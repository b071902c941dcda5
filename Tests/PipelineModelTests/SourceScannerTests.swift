import Diagnostics
import Glibc
import PipelineFixtures
import PipelineModel
import PipelineSpec
import SystemPackage
import Testing

@Suite struct SourceScannerTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    for name in [
      "a.png", "B.PNG", "c.jpg", ".hidden.png", "inner/d.png", "inner/deep/e.png", ".secret/f.png", "out/g.png", ".aquatint/h.png",
      "z/é.png",
    ] { try folder.write("x", to: name) }
  }

  private func scan(_ patterns: String..., excluding: [String] = ["out", ".aquatint"]) throws -> [String] {
    let scanner = SourceScanner(folder: FilePath(folder.path), excluding: excluding.map { folder.path(of: $0) })
    let parsed = try patterns.flatMap { try FilePattern.parse(Node.Scalar($0, at: SourcePosition(line: 1, column: 1))) }
    return scanner.survey(matching: parsed).files.map(\.writtenPath)
  }

  @Test func `letter case does not matter, and the order is that of the bytes`() throws {
    #expect(try scan("*.png") == ["B.PNG", "a.png"])
    #expect(try scan("INNER/*.png") == ["inner/d.png"])
    #expect(try scan("*.{jpg,png}") == ["B.PNG", "a.png", "c.jpg"])
  }

  @Test func `two stars reach any depth, none included`() throws {
    #expect(try scan("**/*.png") == ["B.PNG", "a.png", "inner/d.png", "inner/deep/e.png", "z/é.png"])
    #expect(try scan("inner/**/*.png") == ["inner/d.png", "inner/deep/e.png"])
  }

  @Test func `hidden names need the dot in the pattern`() throws {
    #expect(try scan("*") == ["B.PNG", "a.png", "c.jpg"])
    #expect(try scan(".*.png") == [".hidden.png"])
    #expect(try scan(".secret/*") == [".secret/f.png"])
  }

  @Test func `links to files count and links to folders do not`() throws {
    try folder.link("link.png", to: "a.png")
    try folder.link("folder", to: "inner")
    try folder.link("broken.png", to: "nowhere.png")
    #expect(try scan("**/*.png") == ["B.PNG", "a.png", "inner/d.png", "inner/deep/e.png", "link.png", "z/é.png"])
  }

  @Test func `the folder that a link to a file leads to is told of, so that its events are heard`() throws {
    let elsewhere = try ScratchFolder()
    try elsewhere.write("x", to: "far/picture.png")
    try folder.link("linked.png", to: elsewhere.path(of: "far/picture.png"))
    let scanner = SourceScanner(folder: FilePath(folder.path), excluding: [])
    let patterns = try FilePattern.parse(Node.Scalar("*.png", at: SourcePosition(line: 1, column: 1)))
    var entered: Set<String> = []
    let survey = scanner.survey(matching: patterns) { entered.insert($0) }
    #expect(survey.files.map(\.writtenPath).contains("linked.png"))
    #expect(entered.contains { $0.hasSuffix("/far") })
  }

  @Test func `a link that leads round in a circle ends`() throws {
    try folder.link("inner/round", to: "..")
    #expect(try scan("**/e.png") == ["inner/deep/e.png"])
  }

  @Test func `output and store are never sources, however they are reached`() throws {
    #expect(try scan("out/*.png") == [])
    #expect(try scan(".aquatint/*.png") == [])
    try folder.link("elsewhere", to: "out")
    try folder.link("shown.png", to: "out/g.png")
    #expect(try scan("elsewhere/*.png") == [])
    #expect(try scan("shown.png") == [])
    #expect(try scan("**/g.png", excluding: ["elsewhere"]) == [], "the output itself is given through a link")
    #expect(try scan("**/g.png", excluding: []) == ["out/g.png"])
  }

  @Test func `a folder whose name begins like the output's is not the output`() throws {
    try folder.write("x", to: "outside/i.png")
    #expect(try scan("out*/*.png") == ["outside/i.png"])
  }

  @Test func `a file that is named twice is one source`() throws {
    #expect(try scan("a.png", "*.png", "./a.png") == ["B.PNG", "a.png"])
  }

  @Test func `what comes into being after a folder is announced is listed, folders too`() throws {
    let scanner = SourceScanner(folder: FilePath(folder.path), excluding: [])
    let patterns = try FilePattern.parse(Node.Scalar("fresh/**/*.png", at: SourcePosition(line: 1, column: 1)))
    try folder.write("x", to: "fresh/a.png")
    var entered: [String] = []
    let survey = scanner.survey(matching: patterns) { entering in
      entered.append(entering)
      // Between the watch and the list, which is when others lose files.
      guard entered.count == 1 else { return }
      do { try folder.write("x", to: "fresh/late/b.png") } catch { Issue.record("\(error)") }
    }
    #expect(survey.files.map(\.writtenPath) == ["fresh/a.png", "fresh/late/b.png"])
    #expect(entered == [folder.path(of: "fresh"), folder.path(of: "fresh/late")])
  }

  @Test func `a name that is not UTF-8 is told of where a pattern names it, and left out`() throws {
    try folder.write("x", to: "odd/plain.png")
    let scanner = SourceScanner(folder: FilePath(folder.path), excluding: [])
    let name = folder.path(of: "odd/").utf8.map { CChar(bitPattern: $0) } + [-23] + ".png".utf8.map { CChar(bitPattern: $0) } + [0]
    // Both end with a zero.
    let renamed = unsafe rename(folder.path(of: "odd/plain.png"), name)
    try #require(renamed == 0)
    func survey(_ pattern: String) throws -> SourceScanner.Survey {
      scanner.survey(matching: try FilePattern.parse(Node.Scalar(pattern, at: SourcePosition(line: 1, column: 1))))
    }
    #expect(try survey("odd/*.png").files.isEmpty)
    #expect(try survey("odd/*.png").unnameable == [folder.path(of: "odd/\u{FFFD}.png")])
    #expect(try survey("odd/*.jpg").unnameable.isEmpty)
  }

  @Test func `a folder that is not there, or is a file, matches nothing`() throws {
    #expect(try scan("nowhere/*.png") == [])
    #expect(try scan("a.png/*.png") == [])
  }

  @Test func `an absolute pattern gives absolute paths`() throws {
    #expect(try scan(folder.path(of: "inner/*.png")) == [folder.path(of: "inner/d.png")])
  }
}
