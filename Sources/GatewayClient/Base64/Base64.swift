/// Base64 (RFC 4648): written in the standard alphabet, read in whatever form gateways write it.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Marks in the table of ``values``.
  private static let space: UInt8 = 254
  private static let none: UInt8 = 255

  /// The six bits of each character of both alphabets.
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: none, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    table[Int(UInt8(ascii: "-"))] = 62
    table[Int(UInt8(ascii: "_"))] = 63
    for character in [0x20, 0x09, 0x0A, 0x0D] { table[character] = space }
    return table
  }()

  /// The length of `count` bytes in base64 with padding.
  static func encodedCount(of count: Int) -> Int { (count + 2) / 3 * 4 }

  static func isCharacter(_ byte: UInt8) -> Bool { values[Int(byte)] < 64 }

  static func encode(_ data: [UInt8], into output: inout [UInt8]) {
    let alphabet = alphabet
    output.reserveCapacity(output.count + encodedCount(of: data.count))
    var index = 0
    while index + 2 < data.count {
      let bits = UInt32(data[index]) << 16 | UInt32(data[index + 1]) << 8 | UInt32(data[index + 2])
      output.append(alphabet[Int(bits >> 18)])
      output.append(alphabet[Int(bits >> 12 & 63)])
      output.append(alphabet[Int(bits >> 6 & 63)])
      output.append(alphabet[Int(bits & 63)])
      index += 3
    }
    let rest = data.count - index
    guard rest > 0 else { return }
    let bits = UInt32(data[index]) << 16 | (rest == 2 ? UInt32(data[index + 1]) << 8 : 0)
    output.append(alphabet[Int(bits >> 18)])
    output.append(alphabet[Int(bits >> 12 & 63)])
    output.append(rest == 2 ? alphabet[Int(bits >> 6 & 63)] : UInt8(ascii: "="))
    output.append(UInt8(ascii: "="))
  }

  /// The bytes of base64 in either alphabet, with or without padding, with or without white space; nil where another character stands.
  ///
  /// Text that was cut inside a group gives the whole bytes before the cut: what is missing shows when the picture is decoded.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let values = values
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 4 * 3 + 3)
    var bits: UInt32 = 0
    var count = 0
    var index = text.startIndex
    while index < text.endIndex {
      let value = values[Int(text[index])]
      if value < 64 {
        bits = bits << 6 | UInt32(value)
        count += 1
        if count == 4 {
          result.append(UInt8(truncatingIfNeeded: bits >> 16))
          result.append(UInt8(truncatingIfNeeded: bits >> 8))
          result.append(UInt8(truncatingIfNeeded: bits))
          bits = 0
          count = 0
        }
      } else if text[index] == UInt8(ascii: "=") {
        guard text[index...].allSatisfy({ $0 == UInt8(ascii: "=") || values[Int($0)] == space }) else { return nil }
        break
      } else if value != space {
        return nil
      }
      index += 1
    }
    if count >= 2 { result.append(UInt8(truncatingIfNeeded: bits >> (count == 2 ? 4 : 10))) }
    if count == 3 { result.append(UInt8(truncatingIfNeeded: bits >> 2)) }
    return result
  }
}
