import FoundationEssentials

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
