/// Takes keys out of texts that come from outside.
package struct Redaction: Sendable {
  private let keys: [APIKey]

  package init(_ keys: [APIKey]) {
    // Longest first, so that a key that contains another leaves nothing behind.
    self.keys = keys.sorted { left, right in left.withSecret(\.utf8.count) > right.withSecret(\.utf8.count) }
  }

  /// The text without keys, also in their percent-encoded form, without control characters, and cut to `limit` characters.
  package func text(_ text: String, limit: Int = 1_000) -> String {
    let result = keepingLines(text)
    var shown = ""
    for scalar in result.unicodeScalars.prefix(limit) {
      shown.unicodeScalars.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar)
    }
    return result.unicodeScalars.count > limit ? shown + "…" : shown
  }

  /// The whole text without keys, otherwise as it is.
  package func keepingLines(_ text: String) -> String {
    var result = text
    for key in keys {
      result = key.withSecret { secret in
        let encoded = Self.percentEncoded(secret)
        let plain = result.replacing(secret, with: "[redacted]")
        return encoded == secret ? plain : plain.replacing(encoded, with: "[redacted]")
      }
    }
    return result
  }

  private static func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      if byte.isASCIILetterOrDigit || "-._~".utf8.contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}
