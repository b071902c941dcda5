import Diagnostics
import PipelineEngine
import Storage
import TestSupport
import Testing

@Suite struct LockFileTests {
  private func slot(_ asset: String, stage: Int = 0, variant: Int = 1) -> Slot {
    Slot(pipeline: "shop", asset: asset, stage: stage, variant: variant)
  }

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
    "1️⃣assets: {}", "1️⃣version: 2\nassets: {}", "1️⃣[]", "1️⃣version: 1", "version: 1\nassets:\n  a: 1️⃣{stage: 0}",
    "version: 1\nassets:\n  a: 1️⃣what",
    "version: 1\nassets:\n  a:\n    - 1️⃣{stage: zero, variant: 1, exchange: \"0123456789abcdef\", key: \"x\"}",
    "version: 1\nassets:\n  a:\n    - 1️⃣text",
  ])
  func `what makes no sense is said where it stands`(_ text: String) {
    let marked = MarkedText(text + "\n")
    let (_, _, diagnostics) = LockFile.read(marked.bytes, name: "shop.lock.yaml", pipeline: "shop")
    #expect(diagnostics.map(\.id.name) == ["damaged-lock"])
    #expect(diagnostics.map(\.position) == [marked.position(1)])
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
}
