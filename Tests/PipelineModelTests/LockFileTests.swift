import Diagnostics
import PipelineModel
import Storage
import TestSupport
import Testing

@Suite struct LockFileTests {
  private func slot(_ asset: String, stage: Int = 0, variant: Int = 1) -> Slot {
    Slot(pipeline: "shop", asset: asset, stage: stage, variant: variant)
  }

  private static let anyKey = Digest.of(utf8: "key").hex

  private func binding(_ slot: Slot) -> Binding {
    Binding(slot: slot, exchange: ExchangeID.random(), key: Digest.of(utf8: "\(slot)"))
  }

  private func roundTrip(_ file: LockFile) -> (file: LockFile, diagnostics: [Diagnostic]) {
    let (read, _, diagnostics) = LockFile.read(Array(file.text.utf8), name: "shop.lock.yaml", pipeline: "shop")
    return (read, diagnostics)
  }

  @Test func `an empty file is read back`() {
    let (file, diagnostics) = roundTrip(LockFile())
    #expect(diagnostics.isEmpty)
    #expect(file.bindings.isEmpty)
  }

  @Test func `what is written is read back, and the same bindings give the same text`() {
    var file = LockFile()
    let slots = [slot("b"), slot("a", stage: 4), slot("a", stage: 1, variant: 2), slot("a", stage: 1)]
    let bindings = slots.map(binding)
    for binding in bindings { file.bind(binding) }
    var other = LockFile()
    for binding in bindings.reversed() { other.bind(binding) }
    #expect(file.text == other.text)
    let (read, diagnostics) = roundTrip(file)
    #expect(diagnostics.isEmpty)
    #expect(read.bindings == file.bindings)
    #expect(file.text.hasPrefix("# "))
  }

  @Test func `notes and rejections are read back, and ask for a program that knows them`() {
    var file = LockFile()
    file.bind(binding(slot("a")))
    #expect(file.text.contains("version: 1\n"))
    file.note("brighter: \"more\" light\nand ${more}", for: "dusk")
    file.reject("dawn", true)
    file.reject("noon", true)
    file.reject("noon", false)
    #expect(file.text.contains("version: 3\n"))
    let (read, diagnostics) = roundTrip(file)
    #expect(diagnostics.isEmpty)
    #expect(read.notes == ["dusk": "brighter: \"more\" light\nand ${more}"] && read.rejected == ["dawn"])
    #expect(read.bindings == file.bindings && read.text == file.text)
    file.note("", for: "dusk")
    file.reject("dawn", false)
    #expect(file.text.contains("version: 1\n"))
  }

  @Test func `notes and rejections that a person wrote are read`() {
    let text = "version: 3\nassets: {}\nnotes:\n  dusk: A brighter lamp\nrejected: [dawn]\n"
    let (file, _, diagnostics) = LockFile.read(Array(text.utf8), name: "shop.lock.yaml", pipeline: "shop")
    #expect(diagnostics.isEmpty && file.notes == ["dusk": "A brighter lamp"] && file.rejected == ["dawn"])
    for wrong in ["notes: [a]", "notes: {a: [b]}", "rejected: {a: b}", "rejected: [[a]]"] {
      let (_, _, found) = LockFile.read(Array("version: 3\nassets: {}\n\(wrong)\n".utf8), name: "shop.lock.yaml", pipeline: "shop")
      #expect(found.map(\.id.name) == ["damaged-lock"], "\(wrong)")
    }
  }

  /// A name that is read back as another is a binding lost, and a call paid twice.
  @Test func `every name that an asset may have is read back`() {
    var names = [
      "a: b", "- a", "#a", "'a'", "{a}", "[a]", "&a", "!a", "%a", "@a", "`a", "null", "~", "true", "1", "0x1", " a", "é", "e\u{301}", "日本",
      "😀", "a\u{A0}b",
    ]
    for scalar in (0x20...0x2FFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init) + [
      "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}", "\u{FFFD}", "\u{10FFFF}", "\u{1FFFE}", "\u{E000}", "\u{200B}", "\u{202E}",
    ] {
      let name = "a\(scalar)b"
      if OutputNaming.problem(with: name) == nil { names.append(name) }
    }
    var file = LockFile()
    for name in names where OutputNaming.problem(with: name) == nil { file.bind(binding(slot(name))) }
    let (read, diagnostics) = roundTrip(file)
    #expect(diagnostics.isEmpty)
    #expect(read.bindings == file.bindings)
    #expect(read.bindings.count > 5_000)
  }

  @Test func `binding anew replaces`() {
    let first = binding(slot("a"))
    let second = binding(slot("a"))
    var file = LockFile(bindings: [first.slot: first])
    file.bind(second)
    #expect(file.bindings == [first.slot: second])
  }

  @Test(arguments: [
    "1️⃣assets: {}", "1️⃣version: 0\nassets: {}", "1️⃣[]", "1️⃣version: 1", "version: 1\nassets:\n  a: 1️⃣{stage: 0}",
    "version: 1\nassets:\n  a: 1️⃣what",
    "version: 1\nassets:\n  a:\n    - 1️⃣{stage: zero, variant: 1, exchange: \"0123456789abcdef\", key: \"x\"}",
    "version: 1\nassets:\n  a:\n    - 1️⃣text",
    "version: 2\nassets: {}\nearlier:\n  a: 1️⃣what",
    "version: 1\nassets:\n  a:\n    - 1️⃣{stage: -1, variant: 1, exchange: \"0123456789abcdef\", key: \"\(anyKey)\"}",
    "version: 1\nassets:\n  a:\n    - 1️⃣{stage: 1, variant: 0, exchange: \"0123456789abcdef\", key: \"\(anyKey)\"}",
    "version: 1\nassets:\n  a:\n    - 1️⃣{stage: 9223372036854775807, variant: 1, exchange: \"0123456789abcdef\", key: \"\(anyKey)\"}",
    "version: 1\nassets:\n  a:\n    - {stage: 1, variant: 1, exchange: \"0123456789abcdef\", key: \"\(anyKey)\"}\n"
      + "    - 1️⃣{stage: 1, variant: 1, exchange: \"0123456789abcdee\", key: \"\(anyKey)\"}",
  ])
  func `what makes no sense is said where it stands`(_ text: String) {
    let marked = MarkedText(text + "\n")
    let (_, _, diagnostics) = LockFile.read(marked.bytes, name: "shop.lock.yaml", pipeline: "shop")
    #expect(diagnostics.map(\.id.name) == ["damaged-lock"])
    #expect(diagnostics.map(\.position) == [marked.position(1)])
  }

  @Test func `what a later version has written is refused as such`() {
    let (file, _, diagnostics) = LockFile.read(Array("version: 4\nassets: {}\n".utf8), name: "shop.lock.yaml", pipeline: "shop")
    #expect(diagnostics.map(\.id.name) == ["newer-lock"])
    #expect(file.bindings.isEmpty)
  }

  /// Prompt A, a choice, prompt B, a choice, and back.
  @Test func `a choice belongs to its request, and only an earlier one needs the new version`() {
    let (a, b) = (binding(slot("a")), binding(slot("a")))
    let other = Binding(slot: a.slot, exchange: b.exchange, key: Digest.of(utf8: "request B"))
    var file = LockFile(bindings: [a.slot: a])
    #expect(file.text.contains("version: 1\n"))
    file.bind(other) { _ in true }
    #expect(file.bindings == [a.slot: other])
    #expect(file.earlierChoices == [a.place: a.exchange])
    #expect(file.text.contains("version: 2\n"))
    #expect(roundTrip(file).file.earlierChoices == file.earlierChoices)
    file.bind(a) { _ in false }
    #expect(file.earlierChoices.isEmpty, "what is shown again is no earlier choice, and what was no choice is not kept")
    #expect(file.text.contains("version: 1\n"))
    // Another answer to the same request takes the place of the choice for it.
    file.bind(Binding(slot: a.slot, exchange: b.exchange, key: a.key)) { _ in true }
    #expect(file.earlierChoices.isEmpty)
  }

  @Test func `what is released is gone for its request only`() {
    let (a, other) = (binding(slot("a")), Binding(slot: slot("a"), exchange: ExchangeID.random(), key: Digest.of(utf8: "request B")))
    var file = LockFile(bindings: [a.slot: a])
    file.bind(other)
    file.release(ChoicePlace(slot: a.slot, key: Digest.of(utf8: "request C")))
    #expect(file.bindings == [a.slot: other] && file.earlierChoices.count == 1)
    file.release(a.place)
    #expect(file.bindings == [a.slot: other] && file.earlierChoices.isEmpty)
    file.release(other.place)
    #expect(file.bindings.isEmpty)
    #expect(roundTrip(file).diagnostics.isEmpty)
  }

  @Test func `a file of earlier choices only is read in its own form and in another`() {
    let first = binding(slot("a \"b\"", stage: 2, variant: 3))
    let file = LockFile(earlierChoices: [first.place: first.exchange, ChoicePlace(slot: first.slot, key: Digest.of([1])): first.exchange])
    for text in [file.text, file.text.replacing("earlier:", with: "earlier: # by hand")] {
      let (read, _, diagnostics) = LockFile.read(Array(text.utf8), name: "shop.lock.yaml", pipeline: "shop")
      #expect(diagnostics.isEmpty)
      #expect(read.earlierChoices == file.earlierChoices && read.bindings.isEmpty)
    }
  }

  @Test func `a conflict that a merge left is an error`() {
    let text = "version: 1\nassets:\n<<<<<<< HEAD\n  a: []\n=======\n  b: []\n>>>>>>> other\n"
    let (file, _, diagnostics) = LockFile.read(Array(text.utf8), name: "shop.lock.yaml", pipeline: "shop")
    #expect(diagnostics.hasErrors)
    #expect(file.bindings.isEmpty)
  }

  @Test func `a lock file of ten thousand assets is read back`() {
    let bindings = (0..<10_000).map { binding(slot("asset-\($0)")) }
    let file = LockFile(bindings: Dictionary(uniqueKeysWithValues: bindings.map { ($0.slot, $0) }))
    let (read, diagnostics) = roundTrip(file)
    #expect(diagnostics.map(\.message) == [])
    #expect(read.bindings == file.bindings)
  }

  @Test func `a file that somebody wrote in another form says the same`() {
    var file = LockFile()
    for name in ["a", "b \"c\" \\ d", "\u{2028}"] { file.bind(binding(slot(name, stage: 2, variant: 3))) }
    let changed = file.text.replacing("assets:", with: "assets: # by hand").replacing("{stage: 2, ", with: "{ stage:   2, ")
    let (read, _, diagnostics) = LockFile.read(Array(changed.utf8), name: "shop.lock.yaml", pipeline: "shop")
    #expect(diagnostics.isEmpty)
    #expect(read.bindings == file.bindings)
  }

  @Test func `an asset or a place that stands twice is not overlooked`() {
    let first = LockFile(bindings: [slot("a"): binding(slot("a"))]).text
    let second = LockFile(bindings: [slot("a"): binding(slot("a"))]).text
    let entries = second.split(separator: "\n").dropFirst(3).joined(separator: "\n")
    let (_, _, diagnostics) = LockFile.read(Array((first + entries + "\n").utf8), name: "shop.lock.yaml", pipeline: "shop")
    #expect(diagnostics.hasErrors)
  }

  /// Control characters, ends of lines and paragraphs and noncharacters did not come back as they were written: YAML folds or refuses them.
  @Test func `a name is read as it was written, whatever it holds`() throws {
    let exchange = try #require(ExchangeID("0123456789abcdef"))
    let ranges: [ClosedRange<UInt32>] = [0...0x2FF, 0x2000...0x206F, 0xFDD0...0xFDEF, 0xFE00...0xFEFF, 0xFFF0...0xFFFF, 0x1FFFE...0x20000]
    for value in ranges.joined() {
      let scalar = try #require(Unicode.Scalar(value))
      let slot = Slot(pipeline: "shop", asset: "a\(scalar)b\(scalar)", stage: 2, variant: 1)
      var file = LockFile()
      file.bind(Binding(slot: slot, exchange: exchange, key: Digest.of(utf8: "k")))
      let (read, _, diagnostics) = LockFile.read(Array(file.text.utf8), name: "shop.lock.yaml", pipeline: "shop")
      #expect(
        diagnostics.isEmpty && read.bindings.keys.map { Array($0.asset.utf8) } == [Array(slot.asset.utf8)], "U+\(String(value, radix: 16))")
      // What is printable is read by a reader of YAML, too.
      guard value >= 0x20, !(0x7F...0x9F).contains(value) else { continue }
      let spaced = file.text.replacing("version: 1\n", with: "version:  1\n").replacing("version: 2\n", with: "version:  2\n")
      let foreign = LockFile.read(Array(spaced.utf8), name: "shop.lock.yaml", pipeline: "shop")
      #expect(
        foreign.diagnostics.isEmpty && foreign.file.bindings.keys.map { Array($0.asset.utf8) } == [Array(slot.asset.utf8)],
        "U+\(String(value, radix: 16)) as YAML")
    }
  }
}
