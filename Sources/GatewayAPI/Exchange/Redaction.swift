/// Removes keys from texts that come from outside.
package struct Redaction: Sendable {
  private let secrets: SecretForms

  package init(_ keys: [APIKey]) { secrets = SecretForms(keys) }

  /// Returns the text without keys in whatever form, without control characters, and cut to `limit` characters.
  package func text(_ text: String, limit: Int = 1_000) -> String {
    let result = keepingLines(text)
    var shown = ""
    for scalar in result.unicodeScalars.prefix(limit) {
      shown.unicodeScalars.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar)
    }
    return result.unicodeScalars.count > limit ? shown + "…" : shown
  }

  /// Returns the whole text without keys, otherwise as it is.
  package func keepingLines(_ text: String) -> String {
    guard !secrets.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    var index = 0
    var hasFound = false
    while index < bytes.count {
      if case .found(let end, _) = secrets.match(bytes, at: index) {
        kept += "[redacted]".utf8
        index = end
        hasFound = true
      } else {
        kept.append(bytes[index])
        index += 1
      }
    }
    return hasFound ? String(decoding: kept, as: UTF8.self) : text
  }
}
