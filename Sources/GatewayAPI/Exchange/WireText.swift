/// Text inside an address.
package enum WireText {
  /// Returns a text percent-encoded, but for what RFC 3986 leaves unreserved, and for the slashes that may stay.
  package static func encoded(_ text: String, keepingSlashes: Bool = false) -> String {
    var encoded = ""
    for byte in text.utf8 {
      if byte.isASCIILetterOrDigit || "-._~".utf8.contains(byte) || (keepingSlashes && byte == UInt8(ascii: "/")) {
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return encoded
  }
}
