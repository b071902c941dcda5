import Diagnostics
import PipelineSpec
import TestSupport
import Testing

@Suite struct RowsTests {
  private static let head = "version: 1\noutput: o\nstages: [verify]\n"

  private func parse(_ yaml: String, files: [String: String] = [:]) -> (marked: MarkedText, outcome: PipelineDocument.Outcome) {
    let marked = MarkedText(Self.head + yaml)
    let outcome = PipelineDocument.parse(bytes: marked.bytes, name: "shop/t.yaml") { path throws(NamedFileProblem) in
      guard let text = files[path] else { throw NamedFileProblem("there is no such file") }
      return NamedFile(name: "shop/" + path, bytes: Array(text.utf8))
    }
    return (marked, outcome)
  }

  private func combinations(_ yaml: String, files: [String: String] = [:], sources: [String]? = nil) throws -> [String] {
    let (_, outcome) = parse(yaml, files: files)
    #expect(outcome.diagnostics == [])
    let bindings = sources?.map { Bindings.source(path: "p/\($0).png", name: "\($0).png", stem: $0) }
    return try outcome.document?.matrix.combinations(sources: bindings).map { combination in
      combination.names.filter { !$0.hasPrefix("source") || $0 == "source.stem" }.compactMap { combination[$0] }.joined(separator: "|")
    } ?? []
  }

  @Test func `a list of mappings gives one combination a row, with every text as it was written`() throws {
    #expect(try combinations("rows:\n  - {item: lamp, size: 007}\n  - {size: on, item: \"16:9\"}\n") == ["lamp|007", "16:9|on"])
  }

  @Test func `rows are crossed with sources and axes`() throws {
    let yaml = "sources: x.png\nrows: [{item: lamp}, {item: vase}]\nmatrix: {season: [spring, winter]}\n"
    #expect(
      try combinations(yaml, sources: ["a", "b"]) == [
        "a|lamp|spring", "a|lamp|winter", "a|vase|spring", "a|vase|winter", "b|lamp|spring", "b|lamp|winter", "b|vase|spring",
        "b|vase|winter",
      ])
  }

  @Test func `exclude and include know the columns`() throws {
    let yaml = """
      rows: [{item: lamp}, {item: vase}]
      matrix:
        season: [spring, winter]
        exclude: [{item: lamp, season: winter}]
        include: [{season: autumn, item: bowl}]
      """
    #expect(try combinations(yaml) == ["lamp|spring", "vase|spring", "vase|winter", "bowl|autumn"])
  }

  @Test func `include alone says which combinations there are`() throws {
    let yaml = "matrix:\n  include:\n    - {item: lamp, season: spring}\n    - {season: winter, item: vase, note: with snow}\n"
    #expect(try combinations(yaml) == ["lamp|spring|", "vase|winter|with snow"])
  }

  @Test func `a note is for the rows that need one`() throws {
    #expect(try combinations("rows: [{item: lamp}, {item: vase, note: with a crack}]\n") == ["lamp|", "vase|with a crack"])
  }

  static let tables: [(name: String, text: String)] = [
    ("commas.csv", "item,colour\nlamp,\"red, dark\"\nvase,blue\n"),
    ("semicolons.csv", "\u{FEFF}item;colour\r\nlamp;red, dark\r\nvase;blue"),
    ("tabs.tsv", "item\tcolour\nlamp\t\"red, dark\"\n\nvase\tblue\n\n"),
    ("spaces.csv", "item , colour\n lamp , \"red, dark\" \nvase,blue\n"),
    ("objects.json", "[{\"item\": \"lamp\", \"colour\": \"red, dark\"},\n {\"colour\": \"blue\", \"item\": \"vase\"}]"),
  ]

  @Test(arguments: tables) func `a file of rows says the same in every spelling`(_ table: (name: String, text: String)) throws {
    #expect(try combinations("rows: \(table.name)\n", files: [table.name: table.text]) == ["lamp|red, dark", "vase|blue"])
  }

  @Test func `quotes in fields are doubled and lines may go on inside of quotes`() throws {
    let csv = "item,text\nlamp,\"a \"\"big\"\" one\nof two lines\"\nvase,\"\"\n"
    #expect(try combinations("rows: t.csv\n", files: ["t.csv": csv]) == ["lamp|a \"big\" one\nof two lines", "vase|"])
  }

  @Test func `JSON numbers and flags are taken as they are written`() throws {
    #expect(try combinations("rows: t.json\n", files: ["t.json": "[{\"a\": 1.50, \"b\": true}]"]) == ["1.50|true"])
  }

  @Test func `a hundred thousand lines are fine`() throws {
    let csv = "item,colour\n" + (0..<99_999).map { "item \($0),red\n" }.joined()
    let (_, outcome) = parse("rows: t.csv\n", files: ["t.csv": csv])
    #expect(outcome.diagnostics == [])
    #expect(try outcome.document?.matrix.combinations(sources: nil).last?["item"] == "item 99998")
  }

  /// A text, and what is said of it: at which place of which file.
  static let wrongTables: [(name: String, text: String, said: [String])] = [
    (
      "t.csv", "item,colour\nlamp\nvase,blue,x\n",
      [
        "shop/t.csv:2:1 uneven-row: this line has 1 field, and the first line has 2: 'colour' and what follows are missing",
        "shop/t.csv:3:1 uneven-row: this line has 3 fields, and the first line has 2",
      ]
    ),
    (
      "t.csv", "item,colour\nlamp,red\nvase,blue\nlamp,red\n",
      [
        "shop/t.csv:4:1 repeated-row: this row is the same as the one in line 2"
      ]
    ),
    (
      "t.csv", "item,brass colour,item,asset,\n1,2,3,4,5\n",
      [
        "shop/t.csv:1:6 invalid-name: 'brass colour' cannot name a column of 'rows'; expected a letter or '_', then letters, digits, '_' and '-'",
        "shop/t.csv:1:19 repeated-column: 'item' names two columns of 'rows'",
        "shop/t.csv:1:24 reserved-name: 'asset' is reserved and cannot name a column of 'rows'",
        "shop/t.csv:1:30 invalid-name: '' cannot name a column of 'rows'; expected a letter or '_', then letters, digits, '_' and '-'",
      ]
    ),
    (
      "t.csv", "item\n\"lamp\" x\n\"vase\n",
      [
        "shop/t.csv:2:1 text-after-quote: something follows the closing double quote of this field",
        "shop/t.csv:3:1 open-quote: this double quote is not closed",
      ]
    ),
    (
      "t.json", "[{\"a\": \"1\"},\n {\"b\": \"2\"}]",
      [
        "shop/t.json:2:2 unknown-column: 'b' is no name that the first row has; every row names the same",
        "shop/t.json:2:2 missing-column: this row lacks 'a', which the first row has",
      ]
    ),
    (
      "t.json", "[{\"a\": null}]",
      [
        "shop/t.json:1:8 wrong-json: the rows cannot be read: expected a list of objects with a text, number or flag for each name"
      ]
    ),
    ("t.json", "[{\"a\": 1}", ["shop/t.json:1:10 wrong-json: the rows cannot be read: a list goes on with a comma"]),
  ]

  @Test(arguments: wrongTables) func `mistakes are located in the file of rows`(_ table: (name: String, text: String, said: [String])) {
    let (_, outcome) = parse("asset: ${item}\nrows: \(table.name)\n", files: [table.name: table.text])
    let said = outcome.diagnostics.map { diagnostic in
      "\(diagnostic.file?.name ?? "-"):\(diagnostic.position?.line ?? 0):\(diagnostic.position?.column ?? 0) "
        + "\(diagnostic.id.name): \(diagnostic.message)"
    }
    #expect(said.filter { !$0.contains("unknown-name") } == table.said)
  }

  @Test func `a mistake in a table is shown with its line`() {
    let (_, outcome) = parse("rows: t.csv\n", files: ["t.csv": "item,colour\r\nlamp\r\n"])
    let text = outcome.diagnostics.map { DiagnosticRenderer(source: outcome.source).text($0) }
    #expect(
      text == [
        """
        shop/t.csv:2:1: error: this line has 1 field, and the first line has 2: 'colour' and what follows are missing [uneven-row]
          lamp
          ^
        """
      ])
    #expect(
      outcome.diagnostics.map { DiagnosticRenderer(source: outcome.source).json($0) }.first?.hasPrefix(
        "{\"path\":\"shop/t.csv\",\"line\":2") == true)
  }

  @Test func `only some of many mistakes of one kind are told`() {
    let csv = "item,colour\n" + String(repeating: "lamp\n", count: 1_000)
    #expect(parse("rows: t.csv\n", files: ["t.csv": csv]).outcome.diagnostics.count == 10)
  }

  @Test func `mistakes in the pipeline file`() {
    let (marked, outcome) = parse(
      """
      rows:
        - {item: lamp, size: 1}
        - 1️⃣{item: vase}
        - {item: bowl, size: 2, 2️⃣colour: red}
        - 3️⃣{item: lamp, size: 1}
        - {item: 4️⃣[x], size: 3}
        - 5️⃣plate
        - 6️⃣{}
      """)
    #expect(
      marked.describe(outcome.diagnostics) == [
        "1️⃣ missing-column: this row lacks 'size', which the first row has",
        "2️⃣ unknown-column: 'colour' is no name that the first row has; every row names the same",
        "3️⃣ repeated-row: this row is the same as the one in line 5",
        "4️⃣ wrong-type: a list is not valid for 'item' of a row; expected a single value",
        "5️⃣ wrong-type: a single value is not a row; expected a mapping of names to values",
        "6️⃣ missing-column: this row is empty; every row names what the first one does",
      ])
  }

  @Test func `a file that cannot be read is all that is said`() {
    let (marked, outcome) = parse("asset: ${item}\nrows: 1️⃣items.csv\n")
    #expect(marked.describe(outcome.diagnostics) == ["1️⃣ unreadable-rows: 'items.csv' cannot be read: there is no such file"])
    let (other, wrong) = parse("asset: ${item}\nrows: 1️⃣items.xlsx\n")
    #expect(
      other.describe(wrong.diagnostics) == [
        "1️⃣ invalid-value: 'items.xlsx' is not valid for 'rows'; expected a list of mappings, or the path of a CSV or JSON file"
      ])
  }

  @Test func `a name that no column has is said where it stands`() {
    let (marked, outcome) = parse("asset: 1️⃣${colur}\nrows: t.csv\n", files: ["t.csv": "item,colour\nlamp,red\n"])
    #expect(marked.describe(outcome.diagnostics) == ["1️⃣ unknown-name: unknown name '${colur}'"])
    #expect(outcome.diagnostics.first?.suggestion == "colour")
  }

  @Test func `names of columns are told from other names`() {
    let (marked, outcome) = parse("values: {item: x}\nrows: [{1️⃣item: lamp, size: 1}]\nmatrix: {2️⃣size: [1, 2]}\n")
    #expect(marked.describe(outcome.diagnostics).first == "1️⃣ ambiguous-name: 'item' names a column of 'rows' and a value")
    let (again, clash) = parse("rows: [{size: 1}]\nmatrix: {2️⃣size: [1, 2]}\n")
    #expect(again.describe(clash.diagnostics) == ["2️⃣ ambiguous-name: 'size' names an axis and a column of 'rows'"])
    _ = outcome
  }

  @Test func `a list that was meant is said with the fix`() {
    let (marked, outcome) = parse("matrix:\n  season: 1️⃣spring, winter\n  text: \"one, and only one\"\n")
    #expect(
      marked.describe(outcome.diagnostics) == [
        "1️⃣ list-without-brackets: 'spring, winter' is one value for the axis 'season'"
      ])
    #expect(outcome.diagnostics.first?.notes.first?.message.hasPrefix("for a list write [spring, winter]") == true)
  }
}
