/// A text that diagnostics point into, under the name that a person knows it by.
package struct SourceText: Sendable {
  /// The path as it is printed.
  package let name: String
  package let text: String
  private let scalars: [Unicode.Scalar]
  private let lines: [Range<Int>]

  package init(name: String, text: String) {
    self.name = name
    self.text = text
    let scalars = Array(text.unicodeScalars)
    var lines: [Range<Int>] = []
    var start = 0
    for index in scalars.indices where scalars[index] == "\n" || scalars[index] == "\r" {
      // The second half of a line end of two.
      if scalars[index] == "\n", index > 0, scalars[index - 1] == "\r" {
        start = index + 1
        continue
      }
      lines.append(start..<index)
      start = index + 1
    }
    lines.append(start..<scalars.count)
    self.scalars = scalars
    self.lines = lines
  }

  /// Returns the line with this number (from 1), without its line end, or `nil` past the end. Takes no longer for a long line than for a short one.
  func line(_ number: Int) -> ArraySlice<Unicode.Scalar>? {
    lines.indices.contains(number - 1) ? scalars[lines[number - 1]] : nil
  }
}
