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

/// A place in a text: both numbers count from 1, columns in Unicode scalars (what libYAML counts).
package struct SourcePosition: Hashable, Comparable, Sendable {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  /// Returns the place `scalars` further on the same line.
  package func advanced(by scalars: Int) -> SourcePosition {
    SourcePosition(line: line, column: column + scalars)
  }
}
