import Diagnostics
import TestSupport
import Testing

@Suite struct SettingsReaderTests {
  private enum Fit: String, CaseIterable { case inside, cover, pad }

  private static func scalar(_ text: String, _ column: Int) -> Node {
    .scalar(Node.Scalar(text, at: SourcePosition(line: 1, column: column)))
  }

  /// A mapping whose entries stand at columns 10, 20, … with their values 5 further.
  private static func mapping(_ pairs: [(String, Node)]) -> Node {
    .mapping(
      pairs.enumerated().map { index, pair in
        Node.Entry(key: Node.Scalar(pair.0, at: SourcePosition(line: 1, column: 10 * (index + 1))), value: pair.1)
      }, SourcePosition(line: 1, column: 1))
  }

  /// The reader cannot be copied, so its values are taken before they are compared.
  private func same<Value: Equatable>(_ value: Value, _ expected: Value, _ location: SourceLocation = #_sourceLocation) {
    #expect(value == expected, sourceLocation: location)
  }

  private func read(_ node: Node?, _ body: (inout SettingsReader) -> Void) -> SettingsReader.Outcome {
    var reader = SettingsReader(node, subject: "resize", at: SourcePosition(line: 1, column: 3))
    body(&reader)
    return reader.finish()
  }

  @Test func `values that are given`() {
    let node = Self.mapping([
      ("longest", Self.scalar("64", 15)), ("fit", Self.scalar("cover", 25)), ("enlarge", Self.scalar("true", 35)),
      ("name", Self.scalar("", 45)),
    ])
    let outcome = read(node) { reader in
      same(reader.integer("longest", in: 1...100, "side"), 64)
      same(reader.choice("fit", default: Fit.inside, "fit"), .cover)
      same(reader.flag("enlarge", default: false, "enlarge"), true)
      same(reader.text("name", "name"), "")
      same(reader.has("fit"), true)
      same(reader.has("quality"), false)
    }
    #expect(outcome.diagnostics == [])
    #expect(outcome.settings["longest"] == ResolvedSettings.Setting(key: "longest", given: "64", value: "64"))
    #expect(outcome.settings.settings.map(\.key) == ["enlarge", "fit", "longest", "name"])
  }

  @Test func `values that are not given take their defaults`() {
    let outcome = read(nil) { reader in
      same(reader.integer("longest", default: 7, in: 1...100, "side"), 7)
      same(reader.choice("fit", default: Fit.inside, "fit"), .inside)
      same(reader.flag("enlarge", default: true, "enlarge"), true)
      same(reader.list("mime", default: ["a", "b"], expected: "a type", "types", show: { $0 }, parse: { $0 }), ["a", "b"])
    }
    #expect(outcome.diagnostics == [])
    #expect(outcome.settings["longest"] == ResolvedSettings.Setting(key: "longest", given: nil, value: "7"))
    #expect(outcome.settings["mime"] == ResolvedSettings.Setting(key: "mime", given: nil, value: "1:a1:b"))
  }

  @Test func `wrong values are told with what is allowed, and take their defaults`() {
    let node = Self.mapping([
      ("longest", Self.scalar("101", 15)), ("fit", Self.scalar("covr", 25)), ("enlarge", Self.scalar("yes", 35)),
      ("name", .sequence([], SourcePosition(line: 1, column: 45))),
    ])
    let outcome = read(node) { reader in
      same(reader.integer("longest", default: 5, in: 1...100, "side"), 5)
      same(reader.choice("fit", default: Fit.inside, "fit"), .inside)
      same(reader.flag("enlarge", default: false, "enlarge"), false)
      same(reader.text("name", "name"), nil)
    }
    #expect(
      MarkedText("").describe(outcome.diagnostics) == [
        "1:15 invalid-value: '101' is not a valid longest; expected a whole number from 1 to 100",
        "1:25 invalid-value: 'covr' is not a valid fit; expected one of inside, cover, pad",
        "1:35 invalid-value: 'yes' is not a valid enlarge; expected true or false",
        "1:45 wrong-type: a list is not valid for 'name'; expected text",
      ])
    #expect(outcome.diagnostics[1].suggestion == "cover")
    #expect(outcome.diagnostics[1].allowed == ["inside", "cover", "pad"])
    #expect(outcome.settings["fit"] == ResolvedSettings.Setting(key: "fit", given: "covr", value: "inside"))
  }

  @Test func `unknown keys`() {
    let outcome = read(Self.mapping([("longset", Self.scalar("1", 15))])) { _ = $0.integer("longest", in: 1...9, "side") }
    #expect(MarkedText("").describe(outcome.diagnostics) == ["1:10 unknown-key: unknown key 'longset' in resize"])
    #expect(outcome.diagnostics.first?.suggestion == "longest")
    #expect(outcome.diagnostics.first?.allowed == ["longest"])
  }

  @Test func `what is required`() {
    let outcome = read(Self.mapping([])) { _ = $0.text("prompt", isRequired: true, "text") }
    #expect(MarkedText("").describe(outcome.diagnostics) == ["1:3 missing-key: 'resize' needs 'prompt'"])
    var reader = SettingsReader(nil, subject: "resize")
    _ = reader.text("prompt", isRequired: true, "text")
    let outcomeWithoutPlace = reader.finish()
    #expect(outcomeWithoutPlace.diagnostics == [])
  }

  @Test func `an empty reader describes`() {
    var reader = SettingsReader(nil, subject: "resize")
    _ = reader.integer("longest", default: 7, in: 1...9, "the longer side")
    _ = reader.choice("fit", default: Fit?.none, isRequired: true, "how it fits")
    _ = reader.list("mime", default: ["a"], expected: "a type", "types", show: { $0 }, parse: { $0 })
    _ = reader.entries("sizes", "several") { $0.flag("on", default: true, "whether") }
    let descriptions = reader.finish().descriptions
    #expect(descriptions.map(\.key) == ["longest", "fit", "mime", "sizes"])
    #expect(descriptions.map(\.defaultText) == ["7", nil, "[a]", nil])
    #expect(descriptions.map(\.isRequired) == [false, true, false, false])
    #expect(descriptions[0].kind == .integer(1...9))
    #expect(descriptions[1].kind == .choice(["inside", "cover", "pad"]))
    #expect(descriptions[2].kind == .list(.formatted(expected: "a type")))
    guard case .entries(let inner) = descriptions[3].kind else {
      Issue.record("no entries")
      return
    }
    #expect(inner.map(\.key) == ["on"])
  }

  @Test func `lists`() {
    let items: Node = .sequence(
      [Self.scalar("a", 15), Self.scalar("?", 18), .sequence([], SourcePosition(line: 1, column: 19))], SourcePosition(line: 1, column: 14))
    let parse: (String) -> String? = { $0 == "?" ? nil : $0 }
    let outcome = read(Self.mapping([("mime", items), ("one", Self.scalar("b", 25)), ("map", Self.mapping([]))])) { reader in
      same(reader.list("mime", default: [], expected: "a type", "types", show: { $0 }, parse: parse), ["a"])
      same(reader.list("one", default: [], expected: "a type", "types", show: { $0 }, parse: parse), ["b"])
      same(reader.list("map", default: [], expected: "a type", "types", show: { $0 }, parse: parse), [])
    }
    #expect(
      MarkedText("").describe(outcome.diagnostics) == [
        "1:19 wrong-type: a list is not valid for 'mime'; expected a type", "1:18 invalid-value: '?' is not a valid mime; expected a type",
        "1:1 wrong-type: a mapping is not valid for 'map'; expected a list",
      ])
  }

  @Test func `entries`() {
    let first = Self.mapping([("name", Self.scalar("large", 15))])
    let list: Node = .sequence(
      [first, Self.scalar("x", 40), Self.mapping([("nmae", Self.scalar("y", 15))])], SourcePosition(line: 1, column: 12))
    var names: [String?] = []
    let outcome = read(list) { reader in
      names = reader.entries("", isRequired: true, "sizes") { $0.text("name", isRequired: true, "name") }.map(\.element)
    }
    // Read as what was meant, and told once.
    #expect(names == ["large", "y"])
    #expect(
      MarkedText("").describe(outcome.diagnostics) == [
        "1:40 wrong-type: 'x' is not valid for 'resize'; expected a mapping", "1:10 unknown-key: unknown key 'nmae' in resize",
      ])
  }

  @Test func `a stage's own value`() {
    let outcome = read(Self.scalar("result", 9)) { reader in
      same(reader.text("", "what to decode"), "result")
    }
    #expect(outcome.diagnostics == [])
    let unread = read(Self.scalar("result", 9)) { _ = $0.flag("on", default: false, "whether") }
    #expect(
      MarkedText("").describe(unread.diagnostics) == [
        "1:9 wrong-type: 'result' is not valid for 'resize'; expected its settings by name, as in {on: …}"
      ])
  }

  @Test func `what was given is kept apart from what it means`() {
    let settings = ResolvedSettings([
      ResolvedSettings.Setting(key: "b", given: nil, value: "1"), ResolvedSettings.Setting(key: "a", given: "default", value: "2"),
    ])
    #expect(settings.asGiven.map(\.key) == ["a", "b"])
    #expect(settings.asGiven.map(\.value) == ["=default", "default"])
    #expect(settings.asResolved.map(\.value) == ["2", "1"])
  }
}
