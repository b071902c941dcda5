import Diagnostics
import Yams

/// The spelling of a scalar's text in the file: the places of its parts, and the comment that follows.
///
/// Text and file are walked side by side; blanks and line ends match each other in any number, since folding and indentation change them.
struct ScalarSpelling {
  /// The runs, or `nil` if the text stands letter for letter at its place.
  private(set) var runs: [Diagnostics.Node.Scalar.Run]?
  /// The `#` that follows a plain scalar on its last line.
  private(set) var comment: SourcePosition?

  private let raw: RawText
  private var line: Int
  private var column: Int

  init(_ text: String, style: Yams.Node.Scalar.Style, at start: SourcePosition, in raw: RawText) {
    self.raw = raw
    line = start.line
    column = start.column
    switch style {
    case .any, .plain:
      if !standsVerbatim(text) { runs = walk(text, quote: nil) }
      comment = findComment()
    case .singleQuoted, .doubleQuoted:
      guard raw[start] == "\"" || raw[start] == "'" else {
        runs = []
        return
      }
      column += 1
      if !standsVerbatim(text) { runs = walk(text, quote: style == .doubleQuoted ? "\\" : "'") }
    case .literal, .folded:
      line += 1
      column = 1
      runs = walk(text, quote: nil)
    }
  }

  /// Returns whether the file has exactly this text here, with no character that YAML writes differently; then moves behind it.
  private mutating func standsVerbatim(_ text: String) -> Bool {
    let found = raw.from(here)
    guard text.unicodeScalars.allSatisfy({ $0 != "\\" && $0 != "'" }), found.starts(with: text.unicodeScalars) else { return false }
    column += text.unicodeScalars.count
    return true
  }

  private var here: SourcePosition { SourcePosition(line: line, column: column) }

  private mutating func walk(_ text: String, quote: Unicode.Scalar?) -> [Diagnostics.Node.Scalar.Run] {
    var runs: [Diagnostics.Node.Scalar.Run] = []
    for (offset, scalar) in text.unicodeScalars.enumerated() {
      if scalar.isBlank || scalar == "\n" {
        if quote == "\\" { skipEscapedBlank() }
        continue
      }
      if offset > 0 || quote == nil { skipBlanks() }
      guard let length = spellingLength(of: scalar, quote: quote) else { return runs }
      let continues = runs.last.map { $0.position.line == line && $0.position.column - $0.offset == column - offset } ?? false
      if !continues { runs.append(Diagnostics.Node.Scalar.Run(offset: offset, position: here)) }
      column += length
    }
    return runs
  }

  private mutating func skipBlanks() {
    while line <= raw.lines.count {
      let current = raw.line(line)
      while column <= current.count, current[column - 1].isBlank { column += 1 }
      let isContinued = column == current.count && current[column - 1] == "\\"
      guard column > current.count || isContinued else { return }
      line += 1
      column = 1
    }
  }

  private mutating func skipEscapedBlank() {
    skipBlanks()
    if raw[here] == "\\", let next = raw[here.advanced(by: 1)], next == "t" || next == "n" || next.isBlank { column += 2 }
  }

  /// Returns the number of scalars of the file that spell this one, or `nil` if the two do not agree.
  private func spellingLength(of scalar: Unicode.Scalar, quote: Unicode.Scalar?) -> Int? {
    guard let found = raw[here] else { return nil }
    if found == "\\", quote == "\\" {
      switch raw[here.advanced(by: 1)] {
      case "x"?: return 4
      case "u"?: return 6
      case "U"?: return 10
      default: return 2
      }
    }
    guard found == scalar else { return nil }
    return found == "'" && quote == "'" ? 2 : 1
  }

  /// Returns the place of a comment, which needs a blank before it and nothing else between, or `nil` if there is none.
  private func findComment() -> SourcePosition? {
    let rest = raw.from(here)
    let blanks = rest.prefix { $0.isBlank }.count
    guard blanks > 0, rest.dropFirst(blanks).first == "#" else { return nil }
    return here.advanced(by: blanks)
  }
}
