import Synchronization

/// A status line at the bottom of a terminal; other lines go above it.
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

  /// Prints a line that stays.
  func say(_ line: String) {
    text.withLock { text in
      Output.standardError.write((text.isEmpty ? "" : TerminalText.control("\r\u{1B}[K")) + line + "\n" + text)
    }
  }
}
