import FoundationEssentials

/// Base64 (RFC 4648): written in the standard alphabet, read in whatever form gateways write it.
package enum Base64 {
  /// Marks in the table of ``values``.
  static let space: UInt8 = 254
  private static let none: UInt8 = 255

  /// The six bits of each character of both alphabets.
  static let values: [UInt8] = {
    var table = [UInt8](repeating: none, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, character) in alphabet.utf8.enumerated() { table[Int(character)] = UInt8(value) }
    table[Int(UInt8(ascii: "-"))] = 62
    table[Int(UInt8(ascii: "_"))] = 63
    for character in [0x20, 0x09, 0x0A, 0x0D] { table[character] = space }
    return table
  }()

  /// Returns the length of `count` bytes in base64 with padding.
  package static func encodedCount(of count: Int) -> Int { (count + 2) / 3 * 4 }

  package static func isCharacter(_ byte: UInt8) -> Bool { values[Int(byte)] < 64 }

  package static func encode(_ data: [UInt8], into output: inout [UInt8]) {
    output.reserveCapacity(output.count + encodedCount(of: data.count))
    // Whole groups of three, and small, because each part exists twice for a moment.
    let part = 3 * 16_384
    for start in stride(from: 0, to: data.count, by: part) {
      output += Data(data[start..<min(start + part, data.count)]).base64EncodedData()
    }
  }

  /// Returns the bytes of base64 in either alphabet, with or without padding, with or without white space, or `nil` if there is any other
  /// character.
  ///
  /// Text that was cut inside a group gives the whole bytes before the cut: the loss shows when the picture is decoded.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var decoder = Base64Decoder()
    guard var result = decoder.decode(text) else { return nil }
    result += decoder.finish()
    return result
  }

  /// Returns the number of characters at the beginning of `text` that can stand in base64.
  /// - Parameter allowsSpace: `true` if white space can.
  static func prefixCount(of text: ArraySlice<UInt8>, allowsSpace: Bool) -> Int {
    let most = allowsSpace ? space : 63
    return unsafe text.withUnsafeBufferPointer { buffer in
      unsafe values.withUnsafeBufferPointer { values in
        var index = 0
        // The table has a value for each of the 256 bytes, and the index stays below the buffer's count.
        while index < buffer.count, unsafe isTaken(values[Int(buffer[index])], buffer[index], most) { index += 1 }
        return index
      }
    }
  }

  private static func isTaken(_ value: UInt8, _ byte: UInt8, _ most: UInt8) -> Bool {
    value < 64 || byte == UInt8(ascii: "=") || (value == space && most == space)
  }
}

/// Base64 as in protocol buffers' JSON: either alphabet, padded or not, without any other characters.
enum StrictBase64 {
  static func decode(_ text: String) -> [UInt8]? {
    if let data = Data(base64Encoded: text) { return [UInt8](data) }
    var standard: [UInt8] = []
    standard.reserveCapacity(text.utf8.count + 4)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
      case UInt8(ascii: "="): break
      default: standard.append(byte)
      }
    }
    while standard.count % 4 != 0 { standard.append(UInt8(ascii: "=")) }
    return Data(base64Encoded: Data(standard)).map { [UInt8]($0) }
  }

  static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
