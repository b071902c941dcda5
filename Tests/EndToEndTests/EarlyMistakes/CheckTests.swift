import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CheckTests {
  private static let mistakes = MarkedText(
    """
    version: 1
    name: storefront
    gateway: theturbo
    1️⃣modle: gemini-3.1-flash-image
    model: gemini-3.1-flash-image
    matrix:
      season: [spring, winter]
    asset: shoe-2️⃣${seasn}
    output: out
    stages:
      - generate:
          prompt: A shoe in ${season}
          aspectRatio: 3️⃣"7:3"
          imageSize: 1K
      - decode: result
      - verify: {aspectRatio: "16:9", otherwise: [crop 5%, 4️⃣retrie 2, fail]}
      - thumbnails:
          - {name: card, longest: 64, format: 5️⃣gif}
    """)

  /// The places of the markers as they are printed.
  private static func places(_ text: MarkedText, count: Int) -> Set<String> {
    Set((1...count).compactMap { text.position($0).map { "\($0.line):\($0.column)" } })
  }

  @Test func `five mistakes are five diagnostics, each at its place`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.mistakes.text, to: "shop.yaml")
    let ending = try await Program.run("check", "shop.yaml", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.output.isEmpty)
    let heads = ending.errors.split(separator: "\n").filter { $0.hasPrefix("shop.yaml:") && $0.contains(": error: ") }
    #expect(heads.count == 5)
    let places = Set(heads.map { $0.dropFirst("shop.yaml:".count).split(separator: ": error").first.map(String.init) ?? "" })
    #expect(places == Self.places(Self.mistakes, count: 5))
    #expect(ending.errors.contains("did you mean 'model'?"))
    #expect(ending.errors.contains("did you mean 'season'?"))
    #expect(ending.errors.contains("allowed: "))
    #expect(heads.contains { $0.contains("7:3") })
    #expect(heads.contains { $0.contains("gif") })
    #expect(heads.contains { $0.contains("retrie 2") })
  }

  /// A chain that draws on every part of a file, so that what follows from a mistake would show.
  private static let storefront = """
    version: 1
    model: gemini-3.1-flash-image
    sources: shoe.png
    matrix:
      season: [spring, winter]
    asset: ${source.stem}-${season}
    output: out
    stages:
      - decode: ${source}
      - normalize: {longest: 512}
      - generate:
          prompt: A shoe in ${season}
          aspectRatio: "4:3"
      - decode: result
      - thumbnails:
          - {name: card, width: 64, height: 48, format: png}
    """

  @Test(arguments: [
    ("model:", "modl:", "unknown-key"), ("sources:", "source:", "unknown-key"), ("matrix:", "matrx:", "unknown-key"),
    ("stages:", "stage:", "unknown-key"), ("[spring, winter]", "[]", "empty-axis"), ("[spring, winter]", "{a: b}", "wrong-type"),
    ("generate:", "genrate:", "unknown-stage"), ("generate:", "paint:", "unknown-stage"), ("prompt:", "promt:", "unknown-key"),
    ("aspectRatio:", "aspectratio:", "unknown-key"), ("{longest: 512}", "512", "wrong-type"), ("width:", "widht:", "unknown-key"),
    ("decode: result", "decode: resutl", "stage-order"),
  ])
  func `one mistake is told once, without what follows from it`(_ right: String, _ wrong: String, _ id: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.storefront.replacing(right, with: wrong, maxReplacements: 1), to: "shop.yaml")
    let ending = try await Program.run("check", "shop.yaml", in: scratch)
    #expect(ending.code == 2)
    let heads = ending.errors.split(separator: "\n").filter { $0.contains(": error: ") }
    #expect(heads.count == 1, "\(ending.errors)")
    #expect(heads.first?.hasSuffix("[\(id)]") == true, "\(ending.errors)")
  }

  @Test(arguments: [
    ("  - decode: shoe.png\n  - thumbnails: {name: card, longest: 64, format: png}", "wrong-type"),
    ("  - decode: shoe.png\n  - thumbnail: [{name: card, longest: 64, format: png}]", "unknown-stage"),
    ("  - decode: shoe.png\n    thumbnails: [{name: card, longest: 64, format: png}]", "several-keys-in-stage"),
    ("  - decode: {}\n  - thumbnails: [{name: card, longest: 64, format: png}]", "missing-input"),
    ("  - decode: {asset: shoe}\n  - thumbnails: [{name: card, longest: 64, format: png}]", "asset-without-original"),
    ("  - generate: {prompt: A shoe, aspectRatio: \"4:3\", responseModalities: [AUDIO]}", "invalid-value"),
    ("  - generate: {prompt: A shoe, aspectRatio: \"4:3\", responseModalities: []}", "no-modality"),
  ])
  func `one mistake is one diagnostic, whatever follows from it`(_ stages: String, _ id: String) async throws {
    let scratch = try Scratch()
    try scratch.write("version: 1\nmodel: gemini-3-pro-image\noutput: out\nstages:\n\(stages)\n", to: "shoe.yaml")
    let ending = try await Program.run("check", "shoe.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 2)
    #expect(try ending.diagnostics.map(\.id) == [id], "\(ending.errors)")
  }

  @Test func `a gateway that is named twice is asked once, with a warning`() async throws {
    let scratch = try Scratch()
    let text =
      "version: 1\nmodel: gemini-3-pro-image\ngateway: [google, google]\noutput: out\nstages:\n  - generate: {prompt: A shoe, aspectRatio: \"4:3\"}\n"
    try scratch.write(text, to: "shoe.yaml")
    let ending = try await Program.run("check", "shoe.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 0)
    let found = try #require(try ending.diagnostics.first)
    #expect((found.id, found.severity, found.line, found.column) == ("repeated-gateway", "warning", 3, 19))
    #expect(try await Program.run("plan", "shoe.yaml", "--format", "json", in: scratch).plan.prices.map(\.gateway) == ["google"])
  }

  @Test func `files without mistakes are counted, unless nothing is to be said`() async throws {
    let scratch = try Scratch()
    let text = "version: 1\noutput: out\nstages:\n  - decode: shoe.png\n  - thumbnails: [{name: card, longest: 64, format: png}]\n"
    for name in ["shoe.yaml", "boot.yaml"] { try scratch.write(text, to: name) }
    let both = try await Program.run("check", "shoe.yaml", "boot.yaml", in: scratch)
    #expect((both.code, both.output, both.errors) == (0, "2 files, no mistakes\n", ""))
    let quiet = try await Program.run("check", "-q", "shoe.yaml", in: scratch)
    #expect((quiet.code, quiet.output, quiet.errors) == (0, "", ""))
    try scratch.write("bugdet: 1\n" + text, to: "boot.yaml")
    let wrong = try await Program.run("check", "shoe.yaml", "boot.yaml", in: scratch)
    #expect(wrong.code == 2 && wrong.output.isEmpty)
  }

  @Test func `the same as JSON`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.mistakes.text, to: "shop.yaml")
    let ending = try await Program.run("check", "shop.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 2)
    let found = try ending.diagnostics.filter { $0.severity == "error" }
    #expect(found.count == 5)
    #expect(Set(found.map { "\($0.line ?? 0):\($0.column ?? 0)" }) == Self.places(Self.mistakes, count: 5))
    #expect(found.allSatisfy { $0.path == "shop.yaml" })
  }

  @Test(arguments: ["run", "plan"])
  func `run and plan say the same mistakes and write nothing`(_ verb: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.mistakes.text, to: "shop.yaml")
    let ending = try await Program.run(verb, "shop.yaml", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors.split(separator: "\n").filter { $0.contains(": error: ") }.count == 5)
    #expect(try scratch.names() == ["shop.yaml"])
  }

  struct Nonsense: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
  }

  private static let nonsense = [
    Nonsense(testDescription: "empty", bytes: []), Nonsense(testDescription: "blank", bytes: Array("\n  \n".utf8)),
    Nonsense(testDescription: "binary", bytes: (0..<2_000).map { UInt8(truncatingIfNeeded: $0 &* 37) }),
    Nonsense(testDescription: "zeros", bytes: [UInt8](repeating: 0, count: 500)),
    Nonsense(testDescription: "deep", bytes: [UInt8](repeating: UInt8(ascii: "["), count: 200_000)),
    Nonsense(
      testDescription: "deep mapping", bytes: Array((0..<20_000).map { String(repeating: " ", count: $0 % 500) + "a:\n" }.joined().utf8)),
    Nonsense(testDescription: "a list", bytes: Array("- a\n- b\n".utf8)), Nonsense(testDescription: "a word", bytes: Array("hello".utf8)),
    Nonsense(testDescription: "two documents", bytes: Array("version: 1\n---\nversion: 1\n".utf8)),
    Nonsense(
      testDescription: "growing aliases",
      bytes: Array(
        ("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
          + (1...12).map { n in "a\(n): &a\(n) [" + (0..<10).map { _ in "*a\(n - 1)" }.joined(separator: ", ") + "]\n" }.joined()).utf8)),
    Nonsense(testDescription: "bad UTF-8", bytes: Array("name: ".utf8) + [0xC3, 0x28, 0xFF]),
  ]

  @Test(arguments: nonsense)
  func `a file that is no pipeline is one diagnostic`(_ file: Nonsense) async throws {
    let scratch = try Scratch()
    try scratch.write(file.bytes, to: "odd.yaml")
    let ending = try await Program.run("check", "odd.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 2)
    #expect(try ending.diagnostics.count == 1, "\(ending.errors.prefix(2_000))")
  }

  @Test func `several files are checked in one go, and a good one says nothing`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "good.yaml")
    try scratch.write(Self.mistakes.text, to: "bad.yaml")
    let good = try await Program.run("check", "good.yaml", in: scratch)
    #expect(good.code == 0)
    #expect(!good.errors.contains("error"))
    let both = try await Program.run("check", "missing.yaml", "good.yaml", "bad.yaml", in: scratch)
    #expect(both.code == 2)
    #expect(both.errors.contains("missing.yaml"))
    #expect(both.errors.contains("bad.yaml:"))
  }

  @Test func `sources that are not there yet are a warning here, and an error where they are needed`() async throws {
    let scratch = try Scratch()
    try scratch.write(
      WatchBench.local().replacingOccurrences(of: "longest: 8", with: "longest: \"${size}\"")
        .replacingOccurrences(of: "asset: ${source.stem}", with: "matrix: {size: [8, 16]}\nasset: ${source.stem}-${size}"), to: "inbox.yaml"
    )
    let check = try await Program.run("check", "inbox.yaml", "--format", "json", in: scratch)
    #expect(check.code == 0, "\(check.errors)")
    #expect(try check.diagnostics.map(\.severity) == ["warning"])
    for verb in ["plan", "run"] { #expect(try await Program.run(verb, "inbox.yaml", in: scratch).code == 2) }
    // What is wrong whatever the sources are is found without them, by a watch too.
    try scratch.write(WatchBench.local().replacingOccurrences(of: "format: png", with: "format: gif"), to: "inbox.yaml")
    for verb in ["check", "watch"] {
      let ending = try await Program.run(verb, "inbox.yaml", in: scratch)
      #expect(ending.code == 2)
      #expect(ending.errors.contains("'gif' is not a format"), "\(ending.errors)")
    }
  }

  @Test func `a key that is not set is no affair of check`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: 9), cases: ["a"]), to: "shapes.yaml")
    let ending = try await Program.run("check", "shapes.yaml", in: scratch, removing: ["OURS_API_KEY"])
    #expect(ending.code == 0)
    #expect(!ending.errors.contains("OURS_API_KEY"))
  }
}
