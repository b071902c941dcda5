/// Text from outside that goes to a terminal.
package enum PrintableText {
  /// On one line and without control characters, whatever it quotes, cut where it is very long.
  package static func line(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(1_000) {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where isControl(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return text.unicodeScalars.count > 1_000 ? result + "…" : result
  }

  /// What must not reach a terminal: control characters, and marks that reorder the text around them.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
