import Diagnostics
import PipelineFixtures
import TestSupport
import Testing

@Suite struct ChainTests {
  private static let generate = "generate: {prompt: a lawn, aspectRatio: \"1:1\"}"
  private static let thumbnails = "thumbnails: [{name: small, longest: 16, format: png}]"

  private func diagnose(_ stages: [String], model: String = "model: tiny-image\n") throws -> (lines: [String], hints: [String]) {
    let bench = try PipelineBench()
    try bench.writePicture("a.png")
    let marked = MarkedText(
      "version: 1\n\(model)output: out\nsources: a.png\nstages:\n" + stages.map { "  - \($0)\n" }.joined())
    let diagnostics = try bench.check(marked.text)
    return (marked.describe(diagnostics), diagnostics.flatMap(\.notes).map(\.message))
  }

  @Test(arguments: [
    ["decode: \"${source}\"", "normalize: {}"], ["decode: \"${source}\"", thumbnails],
    ["decode: \"${source}\"", generate, "decode: result", "verify"],
    ["decode: \"${source}\"", "normalize: {}", generate, "decode: result", "normalize: {}", generate], [generate, generate],
    ["decode: \"${source}\"", thumbnails, "normalize: {}", generate], [generate],
    ["decode: \"${source}\"", "verify: {aspectRatio: 4:3}", thumbnails],
  ])
  func `a chain that fits together is taken`(_ stages: [String]) throws {
    #expect(try diagnose(stages).lines == [])
  }

  @Test func `a returned picture has to be decoded first`() throws {
    let found = try diagnose([Self.generate, "1️⃣" + Self.thumbnails])
    #expect(found.lines == ["1️⃣ stage-order: 'thumbnails' needs decoded pixels, but 'generate' before it gives a returned picture"])
    #expect(found.hints == ["put '- decode: result' before it"])
  }

  @Test func `pixels come before normalize, verify and thumbnails`() throws {
    for stage in ["normalize: {}", "verify: {aspectRatio: 1:1}", Self.thumbnails] {
      let found = try diagnose(["1️⃣" + stage])
      let name = String(stage.prefix { $0 != ":" })
      #expect(found.lines.first == "1️⃣ stage-order: '\(name)' cannot begin a chain: it needs decoded pixels")
    }
  }

  @Test func `a ratio is matched only where it is known before anything is paid`() throws {
    let open = "generate: {prompt: a, aspectRatio: auto}"
    let matching = "generate: {prompt: b, aspectRatio: 1️⃣match}"
    let found = try diagnose([open, matching, "decode: result", Self.thumbnails])
    #expect(found.lines.contains { $0.hasPrefix("1️⃣ no-ratio-to-match: ") })
    let fixed = try diagnose([Self.generate, matching, "decode: result", Self.thumbnails])
    #expect(!fixed.lines.contains { $0.contains("no-ratio-to-match") })
  }

  @Test func `a file begins a chain and nothing else`() throws {
    let found = try diagnose([Self.generate, "1️⃣decode: \"${source}\""])
    #expect(found.lines.contains("1️⃣ stage-order: 'decode' of a file or an asset begins a chain, so it cannot follow 'generate'"))
  }

  @Test func `a result needs something that returned it`() throws {
    let found = try diagnose(["1️⃣decode: result", Self.thumbnails])
    #expect(found.lines == ["1️⃣ stage-order: 'decode' cannot begin a chain: it needs a returned picture"])
  }

  @Test func `an encoded picture is for the model`() throws {
    let found = try diagnose(["decode: \"${source}\"", "normalize: {}", "1️⃣" + Self.thumbnails])
    #expect(found.lines.first == "1️⃣ stage-order: 'thumbnails' needs decoded pixels, but 'normalize' before it gives an encoded picture")
  }

  @Test func `words have no pixels`() throws {
    let found = try diagnose(["generate: {prompt: a lawn, responseModalities: [TEXT]}", "1️⃣decode: result", Self.thumbnails])
    #expect(found.lines == ["1️⃣ stage-order: 'decode' needs a returned picture, but 'generate' before it gives text"])
  }

  @Test func `a chain that leaves nothing behind is a mistake`() throws {
    #expect(
      try diagnose(["1️⃣decode: \"${source}\""]).lines == [
        "1️⃣ nothing-written: nothing is written: the chain ends with 'decode' and has no 'thumbnails'"
      ])
  }

  @Test func `a paid stage needs a model`() throws {
    #expect(
      try diagnose(["1️⃣" + Self.generate], model: "").lines == ["1️⃣ missing-model: 'generate' needs a 'model' at the top of the file"])
  }

  @Test func `variants stand in one generate`() throws {
    let twice = "generate: {prompt: a lawn, aspectRatio: \"1:1\", variants: 2}"
    let found = try diagnose([twice, "1️⃣" + twice])
    #expect(found.lines == ["1️⃣ several-variants: 'variants' may stand in one 'generate' of a chain only"])
    #expect(found.hints == ["the first is here"])
  }

  @Test func `verify needs a ratio and retry needs a call`() throws {
    #expect(
      try diagnose(["decode: \"${source}\"", "1️⃣verify", Self.thumbnails]).lines == [
        "1️⃣ nothing-to-verify: 'verify' needs 'aspectRatio', because no ratio is asked for before it"
      ])
    let found = try diagnose(["decode: \"${source}\"", "verify: {aspectRatio: 1️⃣1:1, otherwise: retry 1}", Self.thumbnails])
    #expect(found.lines == ["1️⃣ nothing-to-retry: 'retry' in 'verify' needs a 'generate' before it"])
  }

  @Test(arguments: [
    (
      "{name: small, longest: 1, format: png}, {name: 1️⃣small, longest: 2, format: png}",
      "'small' would be written to the same file as 'small'"
    ),
    (
      "{name: small, longest: 1, format: png}, {name: 1️⃣SMALL, longest: 2, format: png}",
      "'SMALL' would be written to the same file as 'small'"
    ),
    ("{name: 1️⃣original, longest: 1, format: png}", "'original' is the name of a file that is written anyway"),
    ("{name: 1️⃣Original, longest: 1, format: png}", "'Original' is the name of a file that is written anyway"),
    ("{name: 1️⃣original-turn1, longest: 1, format: png}", "'original-turn1' is the name of a file that is written anyway"),
  ])
  func `two files of one asset do not share a name`(_ thumbnails: String, _ message: String) throws {
    let found = try diagnose([Self.generate, "decode: result", "thumbnails: [\(thumbnails)]"])
    #expect(found.lines == ["1️⃣ output-clash: \(message)"])
  }

  @Test func `a name with another format is another file`() throws {
    let both = "thumbnails: [{name: small, longest: 1, format: png}, {name: small, longest: 1, format: jpeg}]"
    #expect(try diagnose([Self.generate, "decode: result", both]).lines == [])
  }

  @Test func `a name with a number is not taken by a variant`() throws {
    let twice = "generate: {prompt: a lawn, aspectRatio: \"1:1\", variants: 2}"
    let both = "thumbnails: [{name: small-2, longest: 1, format: png}, {name: 1️⃣small, longest: 1, format: png}]"
    #expect(
      try diagnose([twice, "decode: result", both]).lines == [
        "1️⃣ output-clash: 'small' would be written to the same file as 'small-2'"
      ])
    #expect(
      try diagnose([twice, "decode: result", "thumbnails: [{name: 1️⃣original-2, longest: 1, format: png}]"]).lines == [
        "1️⃣ output-clash: 'original-2' is the name of a file that is written anyway"
      ])
  }
}
