import JSON

/// Text from outside that goes to a terminal.
package enum PrintableText {
  /// In scalars.
  static let longestLine = 1_000

  /// Returns text on one line and without control characters, whatever it quotes, cut if it is very long.
  package static func line(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(longestLine) {
      if isControl(scalar) { result += escape(scalar) } else { result.unicodeScalars.append(scalar) }
    }
    return text.unicodeScalars.count > longestLine ? result + "…" : result
  }

  /// Returns how a control character is shown.
  package static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }

  /// Returns whether a scalar must not reach a terminal.
  package static func isControl(_ scalar: Unicode.Scalar) -> Bool { JSONEscapes.isControl(scalar) }
}
