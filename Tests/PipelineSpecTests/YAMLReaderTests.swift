import PipelineSpec
import TestSupport
import Testing

@testable import Diagnostics

@Suite struct YAMLReaderTests {
  private func read(_ text: String) -> YAMLReader.Outcome { YAMLReader.read(Array(text.utf8), name: "t.yaml") }

  /// The tree as `text@line:column`.
  private func outline(_ node: Node?) -> String {
    switch node {
    case nil: "nothing"
    case .scalar(let scalar)?: "\(scalar.text)@\(scalar.position.line):\(scalar.position.column)"
    case .sequence(let items, _)?: "[" + items.map(outline).joined(separator: " ") + "]"
    case .mapping(let entries, _)?:
      "{" + entries.map { "\($0.key.text)@\($0.key.position.line):\($0.key.position.column)=" + outline($0.value) }.joined(separator: " ")
        + "}"
    }
  }

  @Test(arguments: [
    "007", "on", "16:9", "512", "1e3", "~", "null", "2026-11-21", "0x1F", "yes", ".5", "1_000", "12:30:45", "NaN", "2.50", "-0",
  ])
  func `every scalar is its text`(_ text: String) {
    let outcome = read("a: \(text)\nb: [\(text), {c: \(text)}]\n")
    #expect(outcome.diagnostics == [])
    #expect(outcome.node?["a"]?.scalar?.text == text)
    guard case .sequence(let items, _)? = outcome.node?["b"] else {
      Issue.record("no list")
      return
    }
    #expect(items.map { $0.scalar?.text ?? $0["c"]?.scalar?.text } == [text, text])
  }

  @Test func `ratios work unquoted`() {
    #expect(
      outline(read("a: {aspectRatio: 16:9}\nb: [16:9, 4:3]\n").node) == "{a@1:1={aspectRatio@1:5=16:9@1:18} b@2:1=[16:9@2:5 4:3@2:11]}")
  }

  @Test func `a key without a value has an empty text`() {
    let outcome = read("model:\nlist: [a, {b: }]\n")
    #expect(outline(outcome.node) == "{model@1:1=@1:7 list@2:1=[a@2:8 {b@2:12=@2:15}]}")
    #expect(outcome.node?["model"]?.scalar?.style == .plain)
  }

  @Test func `columns count Unicode scalars`() {
    #expect(outline(read("é😀: x\nb: {ü: 👩‍👩‍👧, z: y}\n").node) == "{é😀@1:1=x@1:5 b@2:1={ü@2:5=👩‍👩‍👧@2:8 z@2:15=y@2:18}}")
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `every line end counts once`(_ end: String) {
    #expect(outline(read("a: b\(end)\(end)c:\(end)  d: e\(end)").node) == "{a@1:1=b@1:4 c@3:1={d@4:3=e@4:6}}")
  }

  @Test func `a byte order mark takes no column`() {
    let outcome = read("\u{FEFF}a: b\n")
    #expect(outline(outcome.node) == "{a@1:1=b@1:4}")
    #expect(outcome.source.line(1).map { String(String.UnicodeScalarView($0)) } == "a: b")
  }

  @Test func `a tab within a line is one column`() {
    #expect(outline(read("a:\tb\n").node) == "{a@1:1=b@1:4}")
  }

  @Test func `styles are kept`() {
    let node = read("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne: >\n  x\n").node
    #expect(["a", "b", "c", "d", "e"].map { node?[$0]?.scalar?.style } == [.plain, .quoted, .quoted, .block, .block])
  }

  @Test func `aliases and merge keys are expanded`() {
    let outcome = read("base: &b {x: 1, y: 2}\none: {<<: *b, y: 3}\ntwo: {<<: [{x: 9}, *b]}\nthree: *b\nfour: {'<<': z}\n")
    #expect(outcome.diagnostics == [])
    #expect(
      outline(outcome.node)
        == "{base@1:1={x@1:11=1@1:14 y@1:17=2@1:20} one@2:1={y@2:15=3@2:18 x@1:11=1@1:14}"
        + " two@3:1={x@3:13=9@3:16 y@1:17=2@1:20} three@4:1={x@1:11=1@1:14 y@1:17=2@1:20} four@5:1={<<@5:8=z@5:14}}")
  }

  @Test func `a merge of something else is an error`() {
    let marked = MarkedText("a: &x 1️⃣b\nc: {<<: *x}\n")
    #expect(marked.describe(YAMLReader.read(marked.bytes, name: "t").diagnostics).map { $0.contains("'<<' merges a mapping") } == [true])
  }

  @Test func `places within a text are known however it is spelled`() {
    let text =
      "a: one two\nb: 'it''s here'\nc: \"a\\tb\\u0041 here\"\nd: |\n    first\n      here\ne: first\n  here\nf: >-\n  x\n\n  here\n"
    let node = read(text).node
    var places: [String] = []
    for key in ["b", "c", "d", "e", "f"] {
      guard let scalar = node?[key]?.scalar, let range = scalar.text.range(of: "here") else {
        places.append("none")
        continue
      }
      let place = scalar.position(at: scalar.text.unicodeScalars.distance(from: scalar.text.startIndex, to: range))
      places.append("\(place.line):\(place.column)")
    }
    #expect(places == ["2:11", "3:16", "6:7", "8:3", "12:3"])
    #expect(node?["a"]?.scalar?.position(at: 4) == SourcePosition(line: 1, column: 8))
  }
}

extension String {
  /// The beginning of the first occurrence.
  fileprivate func range(of part: String) -> Index? {
    indices.first { self[$0...].hasPrefix(part) }
  }
}
