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
