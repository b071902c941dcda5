/// Bytes as somebody would leave them who means harm or whose disk fails: a whole file with a few changes in it. The same seed gives the same
/// ones.
package struct Mutations: Sequence, IteratorProtocol {
  /// What is put in somewhere: ends of number types, names that lead out, marks of other formats.
  private static let tokens =
    [
      "-1", "0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e999", "1e-999", "NaN", "0x7f", "01",
      "99999999999999999999999999999999999999", "null", "true", "\"", "\\", "\\u0000", "\\ud800", "../", "/etc/passwd", ".", "\n", "\r",
      "\t",
      ",", ":", "{", "}", "[", "]", "{}", "[]", "[[[[[[[[", "{\"a\":", "&a", "*a", "!!int", "- ", "# ", "\u{FEFF}", "\u{202E}", "\u{1B}[2J",
    ].map { Array($0.utf8) } + [[0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]]

  private let whole: [UInt8]
  private var random: SeededGenerator
  private var rest: Int

  package init(of whole: [UInt8], seed: UInt64, count: Int) {
    self.whole = whole
    random = SeededGenerator(seed: seed)
    rest = count
  }

  package mutating func next() -> [UInt8]? {
    guard rest > 0 else { return nil }
    rest -= 1
    var bytes = whole
    for _ in 0..<Int.random(in: 1...4, using: &random) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let end = Swift.min(bytes.count, place + Int.random(in: 1...24, using: &random))
    let token = Self.tokens.randomElement(using: &random) ?? []
    switch Int.random(in: 0..<9, using: &random) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 3: bytes.removeSubrange(place...)
    case 4: bytes.insert(contentsOf: token, at: place)
    case 5: bytes.replaceSubrange(place..<end, with: token)
    default: replaceValue(in: &bytes, from: place, with: token)
    }
  }

  /// Takes the number or text that follows `place` for another.
  private func replaceValue(in bytes: inout [UInt8], from place: Int, with token: [UInt8]) {
    guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else { return }
    let end =
      bytes[(colon + 1)...].firstIndex { [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "\n")].contains($0) } ?? bytes.endIndex
    bytes.replaceSubrange((colon + 1)..<end, with: token)
  }
}
