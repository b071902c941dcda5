/// Writes compact JSON straight into bytes; members come out in the order they are written.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func object(_ write: (inout JSONWriter) -> Void) { wrapped("{", "}", write) }

  mutating func array(_ write: (inout JSONWriter) -> Void) { wrapped("[", "]", write) }

  mutating func member(_ name: String, _ write: (inout JSONWriter) -> Void) {
    separate()
    quote(name.utf8)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
    write(&self)
    needsComma = true
  }

  mutating func string(_ text: String) {
    separate()
    quote(text.utf8)
    needsComma = true
  }

  /// Writes text that is a JSON value already.
  mutating func verbatim(_ json: String) {
    separate()
    bytes.append(contentsOf: json.utf8)
    needsComma = true
  }

  /// A string of standard base64 with padding.
  mutating func base64(_ data: [UInt8]) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    Base64.encode(data, into: &bytes)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A string with a `data:` URI (RFC 2397) of standard base64.
  mutating func dataURI(_ data: [UInt8], mediaType: String) {
    separate()
    quote("data:\(mediaType);base64,".utf8)
    // The quote that ended the prefix makes place for the data.
    bytes.removeLast()
    Base64.encode(data, into: &bytes)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  private mutating func wrapped(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ write: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    write(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
  }

  private mutating func quote(_ text: String.UTF8View) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += Array("\\n".utf8)
      case 0x0D: bytes += Array("\\r".utf8)
      case 0x09: bytes += Array("\\t".utf8)
      case ..<0x20: bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
