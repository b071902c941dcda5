import Synchronization

/// One line at the bottom of a terminal that says how things stand; other lines go above it.
final class StatusLine: Sendable {
  private let text = Mutex("")

  func show(_ line: String) {
    let new = Output.standardError.fitting(line)
    text.withLock { text in
      Output.standardError.write((text.isEmpty ? "" : TerminalText.control("\r\u{1B}[K")) + new)
      text = new
    }
  }

  func hide() { show("") }

  /// A line that stays.
  func say(_ line: String) {
    text.withLock { text in
      Output.standardError.write((text.isEmpty ? "" : TerminalText.control("\r\u{1B}[K")) + line + "\n" + text)
    }
  }
}
