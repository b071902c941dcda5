import Foundation
import ImageCore
import TestSupport
import Testing

/// A plan for graphviz.
@Suite struct PlanGraphTests {
  /// A source and two variants; the names have what graphviz would take for its own.
  private func prepare(_ scratch: Scratch) throws {
    try scratch.write(encoded(TestPictures.gradient(PixelSize(64, 48)), as: FormatID("png")), to: #"so "called" \n.png"#)
    try scratch.write(
      #"""
      version: 1
      name: 'lights "at" sea'
      model: gemini-3.1-flash-image
      sources: '*.png'
      asset: harbour
      output: out
      stages:
        - decode: ${source}
        - normalize: {mime: [image/png]}
        - generate: {prompt: At night, aspectRatio: "4:3", imageSize: "512", variants: 2}
        - decode: result
        - thumbnails: [{name: icon, longest: 16, format: png}]
      """#, to: "lights.yaml")
  }

  @Test func `every asset is a cluster, every input an edge, and a call has its price`() async throws {
    let scratch = try Scratch()
    try prepare(scratch)
    let ending = try await Program.run("plan", "lights.yaml", "--format", "dot", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(ending.output == Self.golden)
    #expect(try await Program.run("plan", "lights.yaml", "--format", "dot", in: scratch).output == Self.golden)
  }

  private static let golden = #"""
    digraph "lights \"at\" sea" {
      rankdir=LR
      node [shape=box, fontname="sans-serif"]
      graph [fontname="sans-serif"]
      subgraph cluster_0 {
        label="harbour"
        n0 [label="so \"called\" \\n.png", shape="note"]
        n1 [label="decode\nits output is needed", style="bold"]
        n2 [label="normalize\nits output is needed", style="bold"]
        n3 [label="generate, variant 1\ncall: 0 USD", style="filled", fillcolor="#ffd97d"]
        n4 [label="decode, variant 1\nits output is needed", style="bold"]
        n5 [label="thumbnails, variant 1\nnew", style="bold"]
        n6 [label="generate, variant 2\ncall: 0 USD", style="filled", fillcolor="#ffd97d"]
        n7 [label="decode, variant 2\nits output is needed", style="bold"]
        n8 [label="thumbnails, variant 2\nnew", style="bold"]
      }
      n0 -> n1
      n1 -> n2
      n2 -> n3
      n3 -> n4
      n4 -> n5
      n2 -> n6
      n6 -> n7
      n7 -> n8
    }

    """#

  @Test func `an asset that another starts from feeds it, also where it is not planned itself`() async throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      version: 1
      gateway: google
      model: gemini-3.1-flash-image
      matrix:
        which: [day, night]
        base: ["", day]
        exclude: [{which: day, base: day}, {which: night, base: ""}]
      asset: ${which}
      output: out
      stages:
        - decode: {asset: "${base}"}
        - normalize: {}
        - generate: {prompt: "A ${which}", aspectRatio: "1:1", imageSize: "512"}
      """, to: "chained.yaml")
    let both = try await Program.run("plan", "chained.yaml", "--format", "dot", in: scratch)
    #expect(both.code == 0, "\(both.errors)")
    let lines = both.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(lines.contains(#"label="day""#) && lines.contains(#"label="night""#))
    #expect(lines.count { $0.hasPrefix("n") && $0.contains("call: ") && $0.hasSuffix("]") } == 2)
    #expect(!both.output.contains("call: 0 USD"), "a real gateway has a price")
    #expect(!both.output.contains("dashed"))

    let one = try await Program.run("plan", "chained.yaml", "--only", "night", "--format", "dot", in: scratch)
    #expect(one.code == 0, "\(one.errors)")
    #expect(one.output.contains(#"[label="day", style="dashed"]"#), "\(one.output)")
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/dot"), "needs graphviz"))
  func `graphviz takes it`() async throws {
    let scratch = try Scratch()
    try prepare(scratch)
    let ending = try await Program.run("plan", "lights.yaml", "--format", "dot", in: scratch)
    try scratch.write(ending.output, to: "plan.gv")
    let dot = Process()
    dot.executableURL = URL(filePath: "/usr/bin/dot")
    dot.arguments = ["-Tsvg", "-o", "\(scratch.path)/plan.svg", "\(scratch.path)/plan.gv"]
    try dot.run()
    dot.waitUntilExit()
    #expect(dot.terminationStatus == 0)
    let drawn = try scratch.text("plan.svg")
    #expect(drawn.contains("so &quot;called&quot; \\n.png"), "names are drawn as they are")
    #expect(drawn.contains("call: 0 USD"))
  }
}
