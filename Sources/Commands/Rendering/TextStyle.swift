import Runs

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
