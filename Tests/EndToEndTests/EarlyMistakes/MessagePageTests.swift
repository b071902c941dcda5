import Foundation
import GatewayAPI
import GatewayEmulator
import TestSupport
import Testing

/// The page of all messages, held against the program and its sources.
@Suite struct MessagePageTests {
  private static let file = TestFiles.packageRoot + "/Sources/PipelineModel/PipelineModel.docc/Messages.md"

  /// One `### id` of the page with its example.
  private struct Section: Sendable {
    let id: String
    let text: String

    /// What stands between a line of three backquotes with this word and the next three.
    func block(_ word: String) -> String? {
      guard let start = text.range(of: "```\(word)\n"), let end = text.range(of: "\n```", range: start.upperBound..<text.endIndex) else {
        return nil
      }
      return String(text[start.upperBound..<end.lowerBound])
    }

    /// The same with other text in a block.
    func replacing(_ word: String, with replacement: String) -> Section {
      guard let old = block(word) else { return self }
      return Section(id: id, text: text.replacing("```\(word)\n\(old)\n```", with: "```\(word)\n\(replacement)\n```"))
    }
  }

  private static func page() throws -> String { String(decoding: try TestFiles.bytes(at: file), as: UTF8.self) }

  /// The page cut before each third-level heading; the first part has none.
  private static func parts(of page: String) -> (head: String, sections: [Section]) {
    var pieces = page.components(separatedBy: "\n### ")
    let head = pieces.removeFirst()
    return (head, pieces.map { Section(id: String($0.prefix { $0 != "\n" }), text: $0) })
  }

  // MARK: examples

  @Test func `what the program prints for each example is what the page says`() async throws {
    let page = try Self.page()
    let (head, sections) = Self.parts(of: page)
    let run = try await withThrowingTaskGroup(of: (Int, Section).self) { group in
      for (index, section) in sections.enumerated() { group.addTask { (index, try await Self.run(section)) } }
      return try await group.reduce(into: [Int: Section]()) { $0[$1.0] = $1.1 }
    }
    let printed = sections.indices.compactMap { run[$0] }
    let environment = ProcessInfo.processInfo.environment
    if environment["AQUATINT_REWRITE_GOLDENS"] != nil, environment["CI"] == nil {
      try Data(([head] + printed.map(\.text)).joined(separator: "\n### ").utf8).write(to: URL(filePath: Self.file))
    } else {
      for (old, new) in zip(sections, printed) {
        #expect(new.text == old.text, "\(old.id): Messages.md is old; AQUATINT_REWRITE_GOLDENS=1 writes it again")
      }
    }
    let examples = printed.filter { $0.block("console") != nil }
    #expect(examples.count > 80)
    for example in examples {
      #expect(example.block("console")?.contains("[\(example.id)]") == true, "the example of \(example.id) does not show it")
    }
  }

  /// The section with what its commands print now.
  private static func run(_ section: Section) async throws -> Section {
    guard let console = section.block("console") else { return section }
    let commands = console.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
    let scratch = try Scratch()
    for sample in ["mug.png"] {
      try scratch.write(try TestFiles.bytes(at: "\(TestFiles.packageRoot)/Samples/products/\(sample)"), to: "Samples/products/\(sample)")
    }
    let yaml = section.block("yaml")
    func lines(port: Int?) async throws -> [String] {
      if let yaml { try scratch.write((port.map { yaml.replacing("PORT", with: "\($0)") } ?? yaml) + "\n", to: "shop.yaml") }
      var lines: [String] = []
      for command in commands {
        // The shell finds the program under test by the path that it is given as its own name.
        let launcher = ["/bin/sh", "-c", "PATH=\"${0%/*}:$PATH\"\n\(command)"]
        let ending = try await Program.running([], in: scratch, environment: ["LC_ALL": "C.UTF-8"], launcher: launcher) { _ in }
        lines.append("$ " + command)
        let text = steady(ending.errors + ending.output, scratch: scratch, port: port, hasDate: yaml?.contains("DATE") ?? false)
        lines += text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast(text.hasSuffix("\n") ? 1 : 0)
      }
      return lines
    }
    let needsGateway = yaml?.contains("PORT") ?? false
    let printed =
      needsGateway
      ? try await withGateway(.init(.resetAfterReading)) { try await lines(port: $0.port) } : try await lines(port: nil)
    return section.replacing("console", with: printed.filter { !$0.isEmpty }.joined(separator: "\n"))
  }

  /// Without what differs from run to run.
  private static func steady(_ text: String, scratch: Scratch, port: Int?, hasDate: Bool) -> String {
    var text = text.replacing(scratch.path, with: "/home/you/shop").replacing(/\b[0-9a-f]{16}\b/, with: "0123456789abcdef")
    if let port { text = text.replacing(":\(port)", with: ":PORT") }
    if hasDate { text = text.replacing(/\d{4}-\d\d-\d\d/, with: "DATE") }
    return text
  }

  // MARK: completeness

  /// Nothing that is made in the time of a test is as large as that; the page has words on it.
  private static let withoutExample = ["record-too-large"]

  @Test func `every id of the sources has its example, and no other`() throws {
    let examples = Set(Self.parts(of: try Self.page()).sections.filter { $0.block("console") != nil }.map(\.id))
    var ids: Set<String> = []
    for source in try Self.sources() {
      for match in source.text.matches(of: /Diagnostic\.ID = "([a-z0-9-]+)"|Diagnostic\(\s*"([a-z0-9-]+)"/) {
        if let id = match.1 ?? match.2 { ids.insert(String(id)) }
      }
    }
    #expect(ids.count > 80, "the sources have ids")
    #expect(ids.subtracting(examples).sorted() == Self.withoutExample, "these have no example in Messages.md")
    #expect(examples.subtracting(ids).sorted() == [], "these are in Messages.md and nowhere else")
  }

  @Test func `every failure of the sources is on the page, with the words that the program has for it`() throws {
    let page = try Self.page()
    var names: Set<String> = []
    for source in try Self.sources() {
      for match in source.text.matches(
        of: /StageFailure\(\s*"([a-z0-9-]+)"|StageFailure\.Code = "([a-z0-9-]+)"|\.failed\(name: "([a-z0-9-]+)"/)
      {
        if let name = match.1 ?? match.2 ?? match.3 { names.insert(String(name)) }
      }
      if source.name.hasSuffix("FailureCode.swift") {
        for match in source.text.matches(of: /case \.[a-zA-Z]+: "([a-z-]+)"/) { names.insert(String(match.1)) }
      }
    }
    #expect(names.count > 40, "the sources have failures")
    #expect(names.filter { !page.contains("| `\($0)` |") }.sorted() == [], "these are not in Messages.md")
    for name in GenerationFailure.Name.allCases {
      let displayName = name.displayName.prefix(1).uppercased() + name.displayName.dropFirst()
      #expect(page.contains("| `\(name.rawValue)` | \(displayName). |"), "\(name.rawValue): \(displayName)")
    }
  }

  private static func sources() throws -> [(name: String, text: String)] {
    let root = TestFiles.packageRoot + "/Sources"
    let names = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(".swift") }
    return try names.map { ($0, String(decoding: try TestFiles.bytes(at: "\(root)/\($0)"), as: UTF8.self)) }
  }
}
