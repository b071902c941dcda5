import Diagnostics
import PipelineSpec
import TestSupport
import Testing

/// What people write that YAML understands otherwise: the place, the reason and the way to write it.
@Suite struct YAMLTrapTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let message: String
    let hint: String?
    var testDescription: String { text }

    init(_ text: String, _ message: String, _ hint: String? = nil) {
      self.text = text
      self.message = message
      self.hint = hint
    }
  }

  static let cases: [Case] = [
    // Templates inside brackets.
    Case(
      "a: {prompt: 1️⃣${x}, q: 1}\n", "'${x}' needs quotes: '${' cannot stand unquoted inside '{ }' or '[ ]'", "write \"${x}\""),
    Case(
      "a: [b, on 1️⃣${x} lawn]\n", "'on ${x} lawn' needs quotes: '${' cannot stand unquoted inside '{ }' or '[ ]'", "write \"on ${x} lawn\""),
    Case("a: {p: 1️⃣${x}-${y}}\n", "'${x}-${y}' needs quotes: '${' cannot stand unquoted inside '{ }' or '[ ]'", "write \"${x}-${y}\""),
    Case(
      "- b: [1️⃣${source.stem}]\n", "'${source.stem}' needs quotes: '${' cannot stand unquoted inside '{ }' or '[ ]'",
      "write \"${source.stem}\""),
    // First characters.
    Case("sources: 1️⃣*.png\n", "'*.png' needs quotes: a '*' at the beginning refers to an anchor in YAML", "write \"*.png\""),
    Case("sources: 1️⃣**/*.png # all\n", "'**/*.png' needs quotes: a '*' at the beginning refers to an anchor in YAML", "write \"**/*.png\""),
    Case("sources: [a.png, 1️⃣*.png]\n", "'*.png' needs quotes: a '*' at the beginning refers to an anchor in YAML", "write \"*.png\""),
    Case(
      "sources:\n  - 1️⃣*.{png,jpg}\n", "'*.{png,jpg}' needs quotes: a '*' at the beginning refers to an anchor in YAML",
      "write \"*.{png,jpg}\""),
    Case("sources: 1️⃣*\n", "'*' needs quotes: a '*' at the beginning refers to an anchor in YAML", "write \"*\""),
    Case("sources: 1️⃣*a/*.png\n", "'*a/*.png' needs quotes: a '*' at the beginning refers to an anchor in YAML", "write \"*a/*.png\""),
    Case(
      "prompt: 1️⃣*bold* move\n", "'*bold* move' needs quotes: a '*' at the beginning refers to an anchor in YAML", "write \"*bold* move\""),
    Case("prompt: 1️⃣*nope\n", "'*nope' needs quotes: a '*' at the beginning refers to an anchor in YAML", "write \"*nope\""),
    Case("prompt: 1️⃣& more\n", "'& more' needs quotes: a '&' at the beginning names an anchor in YAML", "write \"& more\""),
    Case("prompt: 1️⃣@home\n", "'@home' needs quotes: '@' and '`' are reserved in YAML", "write \"@home\""),
    Case("prompt: 1️⃣`code` \"x\"\n", "'`code` \"x\"' needs quotes: '@' and '`' are reserved in YAML", "write '`code` \"x\"'"),
    Case("prompt: 1️⃣%d items\n", "'%d items' needs quotes: a '%' at the beginning is a directive in YAML", "write \"%d items\""),
    Case("a: {tolerance: 1️⃣%5, b: c}\n", "'%5' needs quotes: a '%' at the beginning is a directive in YAML", "write \"%5\""),
    Case("prompt: 1️⃣, then\n", "', then' needs quotes: a value cannot begin so in YAML", "write \", then\""),
    Case("prompt: 1️⃣? really\n", "'? really' needs quotes: a value cannot begin so in YAML", "write \"? really\""),
    // Colons.
    Case(
      "prompt: A lawn1️⃣: green\n", "'A lawn: green' needs quotes: ': ' cannot stand in unquoted text",
      "write \"A lawn: green\", or a block after '|'"),
    Case(
      "- prompt: say \"hi\"1️⃣: it's\n", "'say \"hi\": it's' needs quotes: ': ' cannot stand in unquoted text",
      "write 'say \"hi\": it''s', or a block after '|'"),
    Case(
      "prompt: x\n  1️⃣note: z\n", "the key 'note' cannot stand here",
      "indent it as the keys it belongs to; if it is part of a text, write the text as a block after '|'"),
    Case(
      "a: b\n1️⃣foo\nc: d\n", "expected ':' after 'foo'",
      "a list item begins with '- ', and a text of several lines is indented below its key"),
    // Comments.
    Case(
      "a: {background: 1️⃣#ff0000}\nb: c\n", "'#ff0000}' is read as a comment, and hides the closing bracket",
      "write colours without '#', and put other text that has a '#' in quotes"),
    Case(
      "a:\n  - {b: 1, background: 1️⃣#fff}\n", "'#fff}' is read as a comment, and hides the closing bracket",
      "write colours without '#', and put other text that has a '#' in quotes"),
    Case(
      "a:\n  - {b: 1, background: 1️⃣#fff}\n  - {b: 2}\n", "'#fff}' is read as a comment, and hides the closing bracket",
      "write colours without '#', and put other text that has a '#' in quotes"),
    Case(
      "otherwise: [pad 1️⃣#fff, fail]\n", "'#fff, fail]' is read as a comment, and hides the closing bracket",
      "write colours without '#', and put other text that has a '#' in quotes"),
    // Indentation.
    Case("a:\n1️⃣\tb: c\n", "a tab cannot be used for indentation", "indent with spaces"),
    Case(
      "stages:\n - decode: x\n  1️⃣- b: c\n", "the indentation of '- b: c' fits nothing above it",
      "keys of one mapping, and the dashes of one list, stand in one column"),
    Case(
      "a: 1️⃣- b\n", "a list cannot begin on the line of its key", "begin it on the next line, or put text that begins with '-' in quotes"),
    // Quotes and brackets.
    Case("a: 1️⃣\"x\nb: c\n", "the quote '\"' is never closed"),
    Case(
      "a: 'It'1️⃣s nice'\n", "'s nice'' cannot follow the closing '", "put the whole value in quotes; inside single quotes write '' for one"),
    Case("a: \"b\" 1️⃣c\n", "'c' cannot follow the closing \"", "put the whole value in quotes; inside double quotes write \\\" for one"),
    Case("a: {hero} 1️⃣on a lawn\n", "'on a lawn' cannot follow the closing }", "put the whole value in quotes"),
    Case("a: \"1️⃣\\q\"\n", "'\\q' is no escape that YAML knows", "in single quotes a backslash stands for itself"),
    Case("a: 1️⃣['x',", "the bracket '[' is never closed"),
    Case("1️⃣%base: x\n", "'%base: x' needs quotes: a '%' at the beginning is a directive in YAML", "write \"%base: x\""),
    Case("a: 1️⃣[1, 2\nb: c\n", "the bracket '[' is never closed"),
    Case("a: {b: c, d: 1️⃣[e\n", "the bracket '[' is never closed"),
    Case("a: | 1️⃣text\n  more\n", "'text' cannot follow '|' or '>' on the same line", "begin the text on the next line, indented"),
    Case("a: [b, 1️⃣, c]\n", "expected a value before ','"),
  ]

  @Test(arguments: cases)
  func `a trap`(_ trap: Case) {
    let marked = MarkedText(trap.text)
    let outcome = PipelineDocument.parse(bytes: marked.bytes, name: "t.yaml")
    #expect(outcome.document == nil)
    #expect(marked.describe(outcome.diagnostics) == ["1️⃣ yaml-syntax: \(trap.message)"])
    #expect(outcome.diagnostics.flatMap(\.notes).map(\.message) == (trap.hint.map { [$0] } ?? []))
  }

  @Test(arguments: [
    ("prompt: item 1️⃣#3 of five\n", "'#3 of five' is read as a comment and cut from the text"),
    ("prompt: item 1️⃣# 3\n", "'# 3' is read as a comment and cut from the text"),
    ("prompt: two\n  lines 1️⃣#3\n", "'#3' is read as a comment and cut from the text"),
    ("background: 1️⃣#ff0000\n", "'#ff0000' is read as a comment, not as a colour"),
    ("otherwise:\n  - pad 1️⃣#FFF\n", "'#FFF' is read as a comment, not as a colour"),
    ("colour:\n  - 1️⃣#fff8\n", "'#fff8' is read as a comment, not as a colour"),
  ])
  func `a comment that cuts a value`(_ text: String, _ message: String) {
    let marked = MarkedText(text)
    #expect(marked.describe(YAMLReader.read(marked.bytes, name: "t").diagnostics) == ["1️⃣ warning comment-cuts-value: \(message)"])
  }

  @Test(arguments: [
    "prompt: a lawn  # in summer\n", "version: 1 # the first\n", "prompt: \"item #3\" # three\n", "prompt: a#b\n",
    "gateway: # later\n  ours\n",
    "prompt: |\n  item #3\n", "# prompt: item #3\na: b\n", "prompt: # begins below\n  text\n",
  ])
  func `a comment that cuts nothing`(_ text: String) {
    #expect(YAMLReader.read(Array(text.utf8), name: "t").diagnostics == [])
  }

  @Test(arguments: [
    ("a: {season: spring, 1️⃣winter}\n", "winter", "season: [spring, winter]"),
    ("a: {p: a shoe, 1️⃣red and blue , q: 1}\n", "red and blue", "p: [a shoe, red and blue]"),
  ])
  func `a comma in braces that ends a value`(_ text: String, _ word: String, _ list: String) {
    let marked = MarkedText(text)
    let found = YAMLReader.read(marked.bytes, name: "t").diagnostics
    #expect(marked.describe(found) == ["1️⃣ list-without-brackets: '\(word)' has no value: in braces a comma ends the value before it"])
    #expect(found.flatMap(\.notes).map(\.message) == ["for a list write \(list); one value with a comma in it stands in quotes"])
  }

  @Test(arguments: ["a: {season: \"spring\", winter: }\n", "a: {season: spring, winter: }\n", "a: [{verify}, {b: [c], d}]\n"])
  func `a comma in braces that ends nothing`(_ text: String) {
    #expect(YAMLReader.read(Array(text.utf8), name: "t").diagnostics == [])
  }

  @Test func `an anchor that was meant as text`() {
    let marked = MarkedText("prompt: 1️⃣&friends at home\n")
    #expect(
      marked.describe(YAMLReader.read(marked.bytes, name: "t").diagnostics)
        == ["1️⃣ warning unused-anchor: '&friends' names an anchor that nothing refers to, and is not part of the value"])
  }

  @Test(arguments: [("!new look", "!new"), ("!!int 5", "!!int"), ("!!binary aGk=", "!!binary"), ("! wow", "!")])
  func `tags are errors`(_ value: String, _ tag: String) {
    let marked = MarkedText("a: 1️⃣\(value)\n")
    #expect(
      marked.describe(YAMLReader.read(marked.bytes, name: "t").diagnostics)
        == ["1️⃣ unknown-tag: the tag '\(tag)' is not known; every value is read as it is written"])
  }

  @Test func `tags that change nothing are allowed`() {
    let outcome = YAMLReader.read(Array("a: !!str 5\nb: !!map {c: !!seq [d]}\n".utf8), name: "t")
    #expect(outcome.diagnostics == [])
    #expect(outcome.node?["a"]?.scalar?.text == "5")
  }
}
