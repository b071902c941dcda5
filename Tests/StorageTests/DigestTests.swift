import Storage
import Testing

struct DigestTests {
  /// The digests of FIPS 180-4's examples.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func `digests are those of the standard`(text: String, hex: String) {
    #expect(Digest.of(utf8: text).hex == hex)
    #expect(Digest(hex: hex) == Digest.of(Array(text.utf8)))
  }

  @Test func `parts give the digest of the whole`() {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var builder = DigestBuilder()
    for start in stride(from: 0, to: bytes.count, by: 777) { builder.update(Array(bytes[start..<min(start + 777, bytes.count)])) }
    #expect(builder.finish() == Digest.of(bytes))
  }

  @Test(arguments: ["", "ba78", String(repeating: "g", count: 64), String(repeating: "A", count: 64), String(repeating: "a", count: 65)])
  func `only 64 lowercase digits are read`(text: String) {
    #expect(Digest(hex: text) == nil)
  }

  @Test func `digests are ordered like their text`() {
    let digests = (0..<50).map { Digest.of(utf8: "\($0)") }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
  }
}
