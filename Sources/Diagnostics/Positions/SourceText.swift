/// A text that diagnostics point into, under the name that a person knows it by.
package struct SourceText: Sendable {
  /// The path as it is printed.
  package let name: String
  package let text: String
  private let lines: [Substring]

  package init(name: String, text: String) {
    self.name = name
    self.text = text
    self.lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
  }

  /// The line with this number (from 1), without its line end; nil past the end.
  package func line(_ number: Int) -> String? {
    lines.indices.contains(number - 1) ? String(lines[number - 1]) : nil
  }
}
