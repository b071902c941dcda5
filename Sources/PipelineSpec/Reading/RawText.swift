import Diagnostics

/// The lines of a file as Unicode scalars, to see the spelling of values of which a parser returns only the meaning.
struct RawText {
  private(set) var lines: [[Unicode.Scalar]]

  init(_ text: String) {
    var lines: [[Unicode.Scalar]] = []
    var line: [Unicode.Scalar] = []
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      if scalar == "\n", previous == "\r" { continue }
      if scalar == "\n" || scalar == "\r" {
        lines.append(line)
        line.removeAll(keepingCapacity: true)
      } else {
        line.append(scalar)
      }
    }
    lines.append(line)
    self.lines = lines
  }

  /// Returns the line with this number (from 1); empty past the end.
  func line(_ number: Int) -> [Unicode.Scalar] {
    lines.indices.contains(number - 1) ? lines[number - 1] : []
  }

  subscript(position: SourcePosition) -> Unicode.Scalar? {
    let line = line(position.line)
    return line.indices.contains(position.column - 1) ? line[position.column - 1] : nil
  }

  /// Returns the place itself, or the end of its line or of the text if it lies beyond.
  func clamped(_ position: SourcePosition) -> SourcePosition {
    guard position.line <= lines.count else { return SourcePosition(line: lines.count, column: line(lines.count).count + 1) }
    return SourcePosition(line: position.line, column: min(position.column, line(position.line).count + 1))
  }

  /// Returns the scalars of the line before `position`.
  func before(_ position: SourcePosition) -> ArraySlice<Unicode.Scalar> {
    line(position.line).prefix(max(0, position.column - 1))
  }

  /// Returns the scalars of the line from `position` on.
  func from(_ position: SourcePosition) -> ArraySlice<Unicode.Scalar> {
    line(position.line).dropFirst(max(0, position.column - 1))
  }

  mutating func replace(_ position: SourcePosition, with scalar: Unicode.Scalar) {
    lines[position.line - 1][position.column - 1] = scalar
  }

  var text: String {
    var scalars = String.UnicodeScalarView()
    for line in lines {
      scalars.append(contentsOf: line)
      scalars.append("\n")
    }
    return String(scalars)
  }
}

extension Unicode.Scalar {
  /// A blank within a line.
  var isBlank: Bool { self == " " || self == "\t" }
}

extension String.UnicodeScalarView {
  /// Returns the offset of the first scalar that satisfies the predicate.
  func firstOffset(where isMeant: (Unicode.Scalar) -> Bool) -> Int? { enumerated().first { isMeant($0.element) }?.offset }
}

extension Sequence<Unicode.Scalar> {
  /// The scalars as a text, without blanks at either end, cut to the length of a message.
  var quotable: String {
    var scalars = Array(self.drop { $0.isBlank })
    while scalars.last?.isBlank == true { scalars.removeLast() }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars.prefix(60))
    return scalars.count > 60 ? String(view) + "…" : String(view)
  }
}
