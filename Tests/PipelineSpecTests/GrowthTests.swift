import Diagnostics
import Glibc
import PipelineSpec
import Testing

/// Reading a pipeline file, and saying what is wrong with it, takes time in proportion to the file, whatever stands in it.
@Suite struct GrowthTests {
  /// What an input of some size costs, told by doubling it: in proportion it takes twice as long, by pairs four times.
  private func expectProportional(_ name: String, _ size: Int, _ work: (Int) throws -> Void) rethrows {
    func best(_ size: Int) throws -> Double {
      var least = Double.infinity
      for _ in 0..<3 {
        let start = Self.processorSeconds()
        try work(size)
        least = min(least, Self.processorSeconds() - start)
      }
      return least
    }
    let small = try best(size)
    let large = try best(size * 4)
    // Four times as much may take nine times as long, for caches are small; sixteen times is what pairs would take.
    #expect(large < small * 9 + 0.005, "\(name): \(small) s for \(size), \(large) s for \(size * 4)")
  }

  /// What this thread has had of the processor, so that it does not matter what else the machine does.
  private static func processorSeconds() -> Double {
    var time = timespec()
    // Fills the one structure.
    _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func diagnose(_ text: String) -> [Diagnostic] {
    let outcome = PipelineDocument.parse(bytes: Array(text.utf8), name: "p.yaml")
    let renderer = DiagnosticRenderer(source: outcome.source)
    for diagnostic in outcome.diagnostics {
      _ = renderer.text(diagnostic)
      _ = renderer.json(diagnostic)
    }
    return outcome.diagnostics
  }

  private static let head = "version: 1\noutput: out\nstages: [{decode: a.png}]\n"

  private static let inputs: [(String, Int, @Sendable (Int) -> String)] = [
    ("names on one line", 1_000, { n in "values: {a: 1}\nasset: \"\(String(repeating: "${x}", count: n))\"\n" }),
    ("names in a block", 1_000, { n in "asset: |\n\(String(repeating: "  ${x}\n", count: n))" }),
    ("different names", 1_000, { n in "asset: \"\((0..<n).map { "${x\($0)}" }.joined())\"\n" }),
    ("templates that never end", 1_000, { n in "asset: \"\(String(repeating: "${", count: n))\"\n" }),
    (
      "values and names", 500,
      { n in
        "values:\n\((0..<n).map { "  a\($0): b\n" }.joined())asset: \"\((0..<n).map { "${a\($0)}" }.joined())\"\n"
      }
    ),
    (
      "values and mistakes", 500,
      { n in
        "values:\n\((0..<n).map { "  a\($0): b\n" }.joined())asset: \"\((0..<n).map { "${c\($0)}" }.joined())\"\n"
      }
    ),
    (
      "excludes", 500,
      { n in
        "matrix:\n  i: [\((0..<n).map { "v\($0)" }.joined(separator: ","))]\n  exclude:\n\((0..<n).map { "    - {i: v\($0)}\n" }.joined())"
      }
    ),
    (
      "excludes that exclude nothing", 500,
      { n in
        "matrix:\n  i: [\((0..<n).map { "v\($0)" }.joined(separator: ","))]\n  exclude:\n\((0..<n).map { "    - {i: w\($0)}\n" }.joined())"
      }
    ),
    (
      "axes", 200,
      { n in
        "matrix:\n\((0..<n).map { "  i\($0): [a]\n" }.joined())  include:\n    - {\((0..<n).map { "i\($0): b" }.joined(separator: ","))}\n"
      }
    ),
    ("unknown keys", 500, { n in (0..<n).map { "key\($0): 1\n" }.joined() }),
    ("unknown keys of a stage", 500, { n in "gateways:\n  g: {\((0..<n).map { "k\($0): 1" }.joined(separator: ","))}\n" }),
    ("anchors", 500, { n in "values:\n\((0..<n).map { "  a\($0): &a\($0) b\n  b\($0): *a\($0)\n" }.joined())" }),
    ("comments", 1_000, { n in "values:\n\((0..<n).map { "  prompt\($0): a # b\n" }.joined())" }),
  ]

  @Test(arguments: inputs.indices)
  func `time grows as the file does`(_ index: Int) {
    let (name, size, text) = Self.inputs[index]
    expectProportional(name, size) { _ = diagnose(Self.head + text($0)) }
  }

  @Test func `combinations grow as their number does`() throws {
    try expectProportional("excluded combinations", 500) { n in
      let text =
        "matrix:\n  i: [\((0..<n).map { "v\($0)" }.joined(separator: ","))]\n  exclude:\n"
        + (0..<n).map { "    - {i: v\($0), source.stem: s}\n" }.joined()
      let parsed = PipelineDocument.parse(bytes: Array((Self.head + "sources: \"*\"\n" + text).utf8), name: "p.yaml")
      let source = Bindings.source(path: "t.png", name: "t.png", stem: "t")
      let document = try #require(parsed.document)
      let combinations = try document.matrix.combinations(sources: [source])
      #expect(combinations.count == n)
    }
  }

  @Test func `text that aliases repeat is bounded`() {
    let text = "a: &a \"\(String(repeating: "x", count: 500_000))\"\nb: [\(Array(repeating: "*a", count: 10_000).joined(separator: ","))]\n"
    #expect(diagnose(text).map(\.id.name) == ["alias-expansion"])
  }

  @Test func `nothing of a file that is too large is looked at`() {
    let bytes = [0xEF, 0xBB, 0xBF] + [UInt8](repeating: UInt8(ascii: "a"), count: 16 << 20)
    let outcome = PipelineDocument.parse(bytes: bytes, name: "p.yaml")
    #expect(outcome.diagnostics.map(\.id.name) == ["file-too-large"])
    #expect(outcome.source.text.isEmpty)
  }
}
