/// Markup. Literals are markup; every text that is put into one is escaped, so nothing from outside can become markup.
struct HTML: ExpressibleByStringInterpolation, Sendable {
  private(set) var text: String

  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  static let empty: HTML = ""

  mutating func append(_ other: HTML) { text += other.text }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity + interpolationCount * 16) }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ words: String) { HTML.escape(words, into: &text) }

    mutating func appendInterpolation(_ number: Int) { text += String(number) }

    mutating func appendInterpolation(_ markup: HTML) { text += markup.text }

    mutating func appendInterpolation(_ markup: [HTML]) {
      for part in markup { text += part.text }
    }

    /// Appends our own style or script as it is; neither may hold the end of its element.
    mutating func appendInterpolation(verbatim own: String) {
      precondition(!own.contains("</"), "an inline style or script must not close an element")
      text += own
    }
  }

  /// Escapes texts and attribute values alike. The slashes of `://` are written as references, so that no address stands in the page.
  private static func escape(_ words: String, into text: inout String) {
    // Nearly all texts are plain, and there are tens of thousands of them.
    if words.utf8.allSatisfy(isPlain) {
      text += words
      return
    }
    var previous: Unicode.Scalar = " "
    for scalar in words.unicodeScalars {
      switch scalar {
      case "/" where previous == ":" || previous == "/": text += "&#47;"
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      case "\n", "\t": text.unicodeScalars.append(scalar)
      // Characters that HTML does not allow, and those that change the direction of the text behind them.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
      previous = scalar
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: " .,-_:;()%+=#?!".utf8.contains(byte)
    }
  }
}
