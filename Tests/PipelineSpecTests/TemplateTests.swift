import Diagnostics
import PipelineSpec
import TestSupport
import Testing

@Suite struct TemplateTests {
  private static let scope = TemplateScope(names: ["source", "source.stem", "season", "asset"])
  private static let values = Bindings([("source", "a/b.png"), ("source.stem", "b"), ("season", "${asset}"), ("asset", "$$x")])

  private func expand(_ text: String) -> String {
    let parsed = Template.parse(Node.Scalar(text, at: SourcePosition(line: 1, column: 1)), allowed: Self.scope)
    #expect(parsed.diagnostics == [])
    return parsed.template.expand(Self.values).text
  }

  @Test func `names are replaced`() {
    #expect(expand("${source.stem}-${source}") == "b-a/b.png")
    #expect(expand("x${source.stem}${source.stem}y") == "xbby")
    #expect(expand("") == "")
  }

  @Test func `what a value brings along is not scanned`() {
    #expect(expand("${season}") == "${asset}")
    #expect(expand("${asset}") == "$$x")
  }

  @Test func `dollars`() {
    #expect(expand("$$") == "$")
    #expect(expand("$${season}") == "${season}")
    #expect(expand("$$$") == "$$")
    #expect(expand("$$${source.stem}") == "$b")
    #expect(expand("5$ and $x and $") == "5$ and $x and $")
  }

  @Test func `names that are used`() {
    let template = Template(Node.Scalar("${b}-${a}-${b} $$ ${c", at: SourcePosition(line: 1, column: 1)))
    #expect(template.names == ["b", "a"])
    #expect(!template.isLiteral)
    #expect(template.expand { $0 == "a" ? "1" : nil }.text == "${b}-1-${b} $ ${c")
  }

  private func mistakes(_ text: String) -> [String] {
    let marked = MarkedText(text)
    let outcome = YAMLReader.read(marked.bytes, name: "t")
    guard let scalar = outcome.node?["a"]?.scalar else { return marked.describe(outcome.diagnostics) }
    return marked.describe(Template.parse(scalar, allowed: Self.scope).diagnostics)
  }

  @Test(arguments: [
    ("a: x 1️⃣${sason}\n", "unknown-name: unknown name '${sason}'"),
    ("a: 'x 1️⃣${sason}'\n", "unknown-name: unknown name '${sason}'"),
    ("a: \"\\tx 1️⃣${sason}\"\n", "unknown-name: unknown name '${sason}'"),
    ("a: |\n  first $$ line\n    é 1️⃣${sason}\n", "unknown-name: unknown name '${sason}'"),
    ("a: >-\n  first\n  1️⃣${sason}\n", "unknown-name: unknown name '${sason}'"),
    ("a: first\n  line 1️⃣${sason} more\n", "unknown-name: unknown name '${sason}'"),
    ("a: 1️⃣${source.name}\n", "unknown-name: '${source.name}' is not defined, because the file has no 'sources'"),
    ("a: 1️⃣${}\n", "empty-template: '${}' names nothing"),
    ("a: 1️⃣${ }\n", "empty-template: '${}' names nothing"),
    ("a: b1️⃣${season\n", "unclosed-template: '${season' has no closing '}'"),
    ("a: 1️⃣${season ${asset}\n", "unclosed-template: '${season' has no closing '}'"),
    ("a: 1️⃣${season + 1}\n", "template-expression: '${season + 1}' is not a plain name; templates have no expressions"),
    ("a: 1️⃣${season|upper}\n", "template-expression: '${season|upper}' is not a plain name; templates have no expressions"),
    ("a: 1️⃣${env.HOME}\n", "misplaced-environment: '${env.HOME}' may only stand under 'gateways'"),
  ])
  func `mistakes`(_ text: String, _ message: String) {
    #expect(mistakes(text) == ["1️⃣ " + message])
  }

  @Test func `several mistakes of one text`() {
    #expect(
      mistakes("a: 1️⃣${x} ${season} 2️⃣${y}\n") == ["1️⃣ unknown-name: unknown name '${x}'", "2️⃣ unknown-name: unknown name '${y}'"])
  }

  @Test func `suggestions`() {
    let place = SourcePosition(line: 1, column: 1)
    let name = Template.parse(Node.Scalar("${sason}", at: place), allowed: Self.scope).diagnostics.first
    #expect(name?.suggestion == "season")
    #expect(name?.allowed == ["source", "source.stem", "season", "asset"])
    #expect(Template.parse(Node.Scalar("${ season }", at: place), allowed: Self.scope).diagnostics.first?.suggestion == "${season}")
  }

  @Test func `the environment where it is allowed`() {
    let scope = TemplateScope(names: [], allowsEnvironment: true)
    let place = SourcePosition(line: 1, column: 1)
    let parsed = Template.parse(Node.Scalar("Bearer ${env.KEY}", at: place), allowed: scope)
    #expect(parsed.diagnostics == [])
    #expect(parsed.template.expand { $0 == "env.KEY" ? "k" : nil }.text == "Bearer k")
    #expect(Template.parse(Node.Scalar("${env.}", at: place), allowed: scope).diagnostics.map(\.id.name) == ["unknown-name"])
    #expect(Template.parse(Node.Scalar("${source}", at: place), allowed: scope).diagnostics.map(\.message) == ["unknown name '${source}'"])
  }

  @Test func `a whole value`() {
    let text = "p: a ${season}\nl: [x, '${season}', {k: '$$'}]\n${season}: y\nf: {g: h}\n"
    guard let node = YAMLReader.read(Array(text.utf8), name: "t").node else {
      Issue.record("unreadable")
      return
    }
    let template = NodeTemplate(node)
    #expect(template.names == ["season"])
    let expanded = template.expand(Bindings([("season", "spring")]))
    #expect(expanded["p"]?.scalar?.text == "a spring")
    #expect(expanded["p"]?.position == node["p"]?.position)
    #expect(expanded["${season}"]?.scalar?.text == "y")
    #expect(expanded["f"] == node["f"])
    guard case .sequence(let items, _)? = expanded["l"] else {
      Issue.record("no list")
      return
    }
    #expect(items[1].scalar?.text == "spring")
    #expect(items[1].scalar?.style == .quoted)
    #expect(items[2]["k"]?.scalar?.text == "$")
  }
}
