import Diagnostics
import PipelineSpec
import TestSupport
import Testing

@Suite struct DuplicateKeyTests {
  @Test(arguments: [
    ("2️⃣a: 1\nb: 2\n1️⃣a: 3\n", "a"),
    ("x: {2️⃣b: 1, 1️⃣b: 2}\n", "b"),
    ("- 2️⃣'b': 1\n  1️⃣b: 2\n", "b"),
    ("x:\n  2️⃣é: 1\n  1️⃣\"é\": 2\n", "é"),
    ("x: &q {y: z}\nv:\n  2️⃣k: *q\n  1️⃣k: *q\n", "k"),
  ])
  func `both places are told`(_ text: String, _ key: String) {
    let marked = MarkedText(text)
    let outcome = YAMLReader.read(marked.bytes, name: "t")
    #expect(marked.describe(outcome.diagnostics) == ["1️⃣ duplicate-key: the key '\(key)' stands more than once in this mapping"])
    #expect(marked.describe(outcome.diagnostics.flatMap(\.notes)) == ["2️⃣ '\(key)' stands here first"])
    #expect(outcome.node != nil)
  }

  @Test func `every duplicate of a file is told, and its other mistakes`() {
    let marked = MarkedText("version: 1\n1️⃣nonsense: 1\na: 1\n2️⃣a: 2\n3️⃣a: 3\nx: {b: 1, 4️⃣b: 2}\noutput: o\nstages: [verify]\n")
    let outcome = PipelineDocument.parse(bytes: marked.bytes, name: "t")
    #expect(
      marked.describe(outcome.diagnostics) == [
        "1️⃣ unknown-key: unknown key 'nonsense'", "3:1 unknown-key: unknown key 'a'",
        "2️⃣ duplicate-key: the key 'a' stands more than once in this mapping",
        "3️⃣ duplicate-key: the key 'a' stands more than once in this mapping", "6:1 unknown-key: unknown key 'x'",
        "4️⃣ duplicate-key: the key 'b' stands more than once in this mapping",
      ])
    #expect(outcome.document?.output.scalar.text == "o")
  }

  @Test(arguments: ["'': 1\n'': 2\n", "x: &a y\n*a : 1\n*a : 2\n"])
  func `keys without a name are told once`(_ text: String) {
    let outcome = YAMLReader.read(Array(text.utf8), name: "t")
    #expect(outcome.diagnostics.filter { $0.id.name == "duplicate-key" }.count == 1, "\(outcome.diagnostics)")
  }

  @Test func `lists as keys are no keys, once or twice`() {
    let marked = MarkedText("? 1️⃣[a]\n: 1\n? [a]\n: 2\n")
    #expect(
      marked.describe(YAMLReader.read(marked.bytes, name: "t").diagnostics)
        == ["1️⃣ wrong-type: a list or a mapping cannot be a key; expected a single word"])
  }

  @Test func `very many duplicates end`() {
    let text = (0..<300).map { "k\($0): 1\nk\($0): 2\n" }.joined()
    let outcome = YAMLReader.read(Array(text.utf8), name: "t")
    #expect(outcome.diagnostics.count > 10)
    #expect(outcome.diagnostics.allSatisfy { $0.id.name == "duplicate-key" })
  }
}
