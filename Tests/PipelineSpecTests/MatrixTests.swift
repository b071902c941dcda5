import Diagnostics
import PipelineSpec
import TestSupport
import Testing

@Suite struct MatrixTests {
  private func parse(_ yaml: String) -> (marked: MarkedText, outcome: PipelineDocument.Outcome) {
    let marked = MarkedText("version: 1\noutput: o\nstages: [verify]\n" + yaml)
    return (marked, PipelineDocument.parse(bytes: marked.bytes, name: "t"))
  }

  private func combinations(_ yaml: String, sources: [String]? = nil) throws -> [String] {
    let (_, outcome) = parse(yaml)
    #expect(outcome.diagnostics == [])
    let bindings = sources?.map { Bindings.source(path: "p/\($0).png", name: "\($0).png", stem: $0) }
    return try outcome.document?.matrix.combinations(sources: bindings).map { combination in
      combination.names.filter { !$0.hasPrefix("source.") || $0 == "source.stem" }.filter { $0 != "source" }
        .compactMap { combination[$0] }.joined(separator: " ")
    } ?? []
  }

  @Test func `without a matrix there is one combination a source`() throws {
    #expect(try combinations("") == [""])
    #expect(try combinations("sources: x.png\n", sources: ["a", "b"]) == ["a", "b"])
    #expect(try combinations("sources: x.png\n", sources: []) == [])
  }

  @Test func `the first axis is the slowest and a source slower still`() throws {
    let yaml = "sources: x.png\nmatrix: {season: [spring, winter], size: [1, 02]}\n"
    #expect(
      try combinations(yaml, sources: ["b", "a"]) == [
        "b spring 1", "b spring 02", "b winter 1", "b winter 02", "a spring 1", "a spring 02", "a winter 1", "a winter 02",
      ])
  }

  @Test func `exclude drops what matches in every name`() throws {
    let yaml = """
      sources: x.png
      matrix:
        season: [spring, winter]
        size: [1, 2]
        exclude:
          - {season: winter, source.stem: sandals}
          - {season: spring, size: 2}
          - {source.path: p/boots.png, size: 1}
      """
    #expect(
      try combinations(yaml, sources: ["sandals", "boots"]) == ["sandals spring 1", "boots winter 2"])
  }

  @Test func `values are compared as text`() throws {
    #expect(throws: Never.self) { try combinations("matrix: {a: [1, 01, 1.0], exclude: [{a: 1}]}\n") }
    #expect(try combinations("matrix: {a: [1, 01, 1.0], exclude: [{a: 1}]}\n") == ["01", "1.0"])
  }

  @Test func `include adds one combination a source`() throws {
    let yaml = "sources: x.png\nmatrix: {a: [1], b: [2], include: [{b: 9, a: 8}]}\n"
    #expect(try combinations(yaml, sources: ["s", "t"]) == ["s 1 2", "s 8 9", "t 1 2", "t 8 9"])
    #expect(try combinations("matrix: {a: [1], include: [{a: 2}, {a: 3}], exclude: [{a: 1}]}\n") == ["2", "3"])
  }

  @Test func `one value alone is a list of one`() throws {
    #expect(try combinations("matrix: {a: spring}\n") == ["spring"])
  }

  @Test func `mistakes`() {
    let (marked, outcome) = parse(
      """
      values: {3️⃣season: x, 1️⃣source: y, 2️⃣9a: z}
      matrix:
        4️⃣season: [a, 5️⃣a]
        6️⃣size: []
        kind: [1, 7️⃣[2]]
        8️⃣asset: [x]
      """)
    #expect(
      marked.describe(outcome.diagnostics) == [
        "1️⃣ reserved-name: 'source' is reserved and cannot name a value",
        "2️⃣ invalid-name: '9a' cannot name a value; expected a letter or '_', then letters, digits, '_' and '-'",
        "4️⃣ ambiguous-name: 'season' names an axis and a value",
        "5️⃣ repeated-axis-value: 'a' stands more than once in the axis 'season'",
        "6️⃣ empty-axis: the axis 'size' has no values, so there is nothing to make",
        "7️⃣ wrong-type: a list is not valid for the axis 'kind'; expected single values",
        "8️⃣ reserved-name: 'asset' is reserved and cannot name an axis",
      ])
    #expect(marked.describe(outcome.diagnostics.flatMap(\.notes)).contains("3️⃣ 'season' is a value here"))
  }

  @Test func `mistakes in exclude and include`() {
    let (marked, outcome) = parse(
      """
      matrix:
        season: [spring, winter]
        size: [1]
        exclude:
          - {1️⃣saeson: winter}
          - {2️⃣source.stem: x}
          - {season: 3️⃣wintr}
          - 4️⃣{}
          - 5️⃣winter
        include:
          - 6️⃣{season: autumn}
          - {season: x, size: 2, 7️⃣colour: red}
      """)
    #expect(
      marked.describe(outcome.diagnostics) == [
        "1️⃣ unknown-axis: 'saeson' is no axis of the matrix",
        "2️⃣ unknown-axis: 'source.stem' is not defined, because the file has no 'sources'",
        "3️⃣ warning never-excluded: 'wintr' is no value of the axis 'season', so this excludes nothing",
        "4️⃣ empty-matrix-entry: this entry of 'exclude' names nothing",
        "5️⃣ wrong-type: a single value is not valid in 'exclude'; expected a mapping of names to values",
        "6️⃣ incomplete-include: an entry of 'include' names every axis; this one lacks 'size'",
        "7️⃣ unknown-axis: 'colour' is no axis of the matrix",
      ])
    #expect(outcome.diagnostics.first?.suggestion == "season")
    #expect(outcome.document?.matrix.exclusions.count == 1)
  }

  @Test func `exclude must be a list`() {
    let (marked, outcome) = parse("matrix:\n  a: [1]\n  exclude: 1️⃣{a: 1}\n")
    #expect(marked.describe(outcome.diagnostics) == ["1️⃣ wrong-type: a mapping is not valid for 'exclude'; expected a list of mappings"])
  }

  @Test func `a matrix that is too large is told before anything is made`() {
    let axis = "[" + (0..<100).map(String.init).joined(separator: ", ") + "]"
    let (marked, outcome) = parse("matrix: 1️⃣{" + (0..<12).map { "a\($0): \(axis)" }.joined(separator: ", ") + "}\n")
    #expect(marked.describe(outcome.diagnostics) == ["1️⃣ matrix-too-large: the matrix gives more than 1000000 combinations"])
  }

  @Test func `sources count towards the limit`() {
    let (_, outcome) = parse("sources: x.png\nmatrix: {a: [" + (0..<1000).map(String.init).joined(separator: ", ") + "]}\n")
    let sources = (0..<1_001).map { Bindings.source(path: "\($0)", name: "\($0)", stem: "\($0)") }
    #expect(throws: DiagnosticError.self) { _ = try outcome.document?.matrix.combinations(sources: sources).count }
    #expect(throws: Never.self) { _ = try outcome.document?.matrix.combinations(sources: Array(sources.prefix(10))).count }
  }
}
