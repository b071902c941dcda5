import Diagnostics
import Runs

/// The filter for text that goes to a terminal: characters that move a cursor, change colours or reorder text are shown by their numbers,
/// unless the program itself has marked them. ``Output`` writes nothing that did not pass here.
enum TerminalText {
  /// Marks a control sequence of the program's own, so that it reaches the terminal as it is.
  static func control(_ sequence: String) -> String { opening + sequence + closing }

  /// It cannot be written from outside of this process: characters for private use, around a random number.
  private static let opening = "\(openingMark)\(UInt64.random(in: .min ... .max))\u{F8F1}"
  private static let closing = "\(closingMark)"
  static let openingMark: Character = "\u{F8F0}"
  static let closingMark: Character = "\u{F8F2}"

  /// Returns the text with everything escaped that was not marked; line ends stay.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: mayNeedEscape) else { return text }
    guard text.contains("\u{F8F0}") else { return escapedWhole(text) }
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstRange(of: opening) {
      result += escapedWhole(rest[..<start.lowerBound])
      let marked = rest[start.upperBound...]
      guard let end = marked.firstRange(of: closing) else { preconditionFailure("a control sequence is marked at both ends") }
      result += marked[..<end.lowerBound]
      rest = marked[end.upperBound...]
    }
    return result + escapedWhole(rest)
  }

  private static func escapedWhole(_ text: some StringProtocol) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\n" || !PrintableText.isControl(scalar) {
        result.append(scalar)
      } else {
        result.append(contentsOf: PrintableText.escape(scalar).unicodeScalars)
      }
    }
    return String(result)
  }

  /// Returns whether a byte is an ASCII control, or the first byte of another one; most texts have none of them.
  private static func mayNeedEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x0A: false
    case 0..<0x20, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF: true
    default: false
    }
  }
}

/// Emphasis on a terminal, and none elsewhere: https://no-color.org
struct TextStyle: Sendable {
  enum Emphasis: Int, Sendable {
    case bold = 1
    case faint = 2
    case red = 31
    case green = 32
    case yellow = 33
    case cyan = 36
  }

  let usesColour: Bool

  static let plain = TextStyle(usesColour: false)

  /// Returns the style of results, which go to standard output.
  static func standardOutput(_ environment: ProcessEnvironment) -> TextStyle {
    TextStyle(usesColour: environment.usesColour(onTerminal: environment.terminals.output))
  }

  func callAsFunction(_ text: String, _ emphasis: Emphasis?) -> String {
    guard usesColour, let emphasis, !text.isEmpty else { return text }
    return TerminalText.control("\u{1B}[\(emphasis.rawValue)m") + text + TerminalText.control("\u{1B}[0m")
  }
}
