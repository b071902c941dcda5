import PipelineSpec
import Testing

@testable import Diagnostics

/// Damaged files never trap, and never pass in silence without a document.
@Suite struct NonsenseTests {
  private static let good = """
    version: 1
    name: "stoßfront"
    gateway: [ours, serevix]
    sources: ['../a/*.{jpg,png}', "**/[a-z]?.webp"]
    base: &b {x: 1}
    matrix:
      season: [spring, winter]
      exclude:
        - {season: winter, source.stem: sandals}
      include: [{season: autumn}]
    values: {mood: 007}   # a comment
    asset: ${source.stem}-${season}
    output: ../build/$$-${mood}
    stages:
      - decode: ${source}
      - generate: {<<: *b, prompt: "On a ${season} lawn\\n \\u00e9", aspectRatio: 16:9}
      - verify: {otherwise: [crop 5%, fail]}
      - generate:
          prompt: |
            Keep ${season}
              and ${mood}
          other: >-
            folded

            text
    """

  /// A small generator (splitmix64), so that every run damages alike.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  private static func damaged(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
    let pieces = [
      "${", "}", "{", "[", "]", ": ", "- ", "\n", "\t", "*", "&a ", "*b", "#", " #", "'", "\"", "|", "\\", "?", "é", "\u{0}", "<<: ", "!x ",
      "---\n", "%",
    ]
    var result = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      guard !result.isEmpty else { break }
      let place = Int.random(in: 0..<result.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: result[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: result.removeSubrange(place...)
      case 2: result.insert(contentsOf: Array((pieces.randomElement(using: &generator) ?? "").utf8), at: place)
      case 3: result.removeSubrange(place..<min(result.count, place + Int.random(in: 1...12, using: &generator)))
      default:
        let length = min(result.count - place, Int.random(in: 1...40, using: &generator))
        result.insert(contentsOf: Array(result[place..<(place + length)]), at: Int.random(in: 0..<result.count, using: &generator))
      }
    }
    return result
  }

  @Test func `damaged files`() {
    var generator = Generator(state: 2)
    let good = Array(Self.good.utf8)
    var unread = 0
    for _ in 0..<3_000 {
      let bytes = Self.damaged(good, &generator)
      let outcome = PipelineDocument.parse(bytes: bytes, name: "t")
      if outcome.document == nil { unread += 1 }
      #expect(outcome.document != nil || outcome.diagnostics.hasErrors, "\(String(decoding: bytes, as: UTF8.self))")
      let renderer = DiagnosticRenderer(source: outcome.source)
      for diagnostic in outcome.diagnostics {
        #expect(!renderer.text(diagnostic).isEmpty)
        if let position = diagnostic.position {
          #expect(outcome.source.line(position.line) != nil, "\(diagnostic) in \(String(decoding: bytes, as: UTF8.self))")
        }
      }
    }
    #expect(unread > 100)
  }

  @Test func `every beginning of a file`() {
    let good = Array(Self.good.utf8)
    for count in 0..<good.count {
      let outcome = PipelineDocument.parse(bytes: Array(good.prefix(count)), name: "t")
      #expect(outcome.document != nil || outcome.diagnostics.hasErrors)
    }
  }

  @Test func `noise`() {
    var generator = Generator(state: 3)
    for _ in 0..<300 {
      let bytes = (0..<200).map { _ in UInt8.random(in: 0x20...0x7E, using: &generator) }
      let outcome = PipelineDocument.parse(bytes: bytes, name: "t")
      #expect(outcome.document != nil || outcome.diagnostics.hasErrors)
    }
  }
}
