package import Diagnostics

/// What `rows` says: names, and for each row a text for each name.
package struct RowTable: Hashable, Sendable {
  /// The name of the column that is appended to what is asked for.
  package static let noteName = "note"
  /// The mistakes of one kind that are told of a table; one wrong separator makes every line wrong.
  static let maximumMistakes = 10

  /// In the order of the file.
  package let columns: [String]
  /// Each has a text for each column.
  package let rows: [[String]]
  /// Of the key in the pipeline file.
  package let position: SourcePosition

  package init(columns: [String], rows: [[String]], position: SourcePosition) {
    self.columns = columns
    self.rows = rows
    self.position = position
  }
}

/// A file beside the pipeline file, which holds rows.
package struct NamedFile: Sendable {
  /// The path as messages have it.
  package let name: String
  package let bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// Why a file that the pipeline file names cannot be read, in a few words.
package struct NamedFileProblem: Error, Hashable, Sendable {
  package let displayName: String

  package init(_ displayName: String) { self.displayName = displayName }
}

/// Reads a file that a pipeline file names, by its path there.
package typealias NamedFileReader = @Sendable (String) throws(NamedFileProblem) -> NamedFile

/// Puts a table together row by row, and holds it against the rules: names that templates can tell apart, complete rows, none twice.
struct RowTableBuilder {
  /// Returns a diagnostic at a place of the text that the rows stand in.
  typealias Locate = (Diagnostic.ID, String, SourcePosition, String?) -> Diagnostic

  private(set) var columns: [String] = []
  private(set) var rows: [[String]] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var lines: [[String]: Int] = [:]
  private var reported: [Diagnostic.ID: Int] = [:]
  private let locate: Locate

  init(_ locate: @escaping Locate) { self.locate = locate }

  /// Takes the names of the columns.
  /// - Returns: whether rows can be told by them.
  mutating func name(_ names: [(text: String, position: SourcePosition)], taken: [String: String]) -> Bool {
    var seen: Set<String> = []
    let before = diagnostics.count
    for (text, position) in names {
      if NameChecker.reserved.contains(text) {
        report("reserved-name", "'\(text)' is reserved and cannot name a column of 'rows'", at: position)
      } else if !NameChecker.isName(text) {
        report(
          "invalid-name",
          "'\(text)' cannot name a column of 'rows'; expected a letter or '_', then letters, digits, '_' and '-'", at: position,
          note: Self.plainName(text).map { "'\($0)' would do" })
      } else if !seen.insert(text).inserted {
        report(.repeatedColumn, "'\(text)' names two columns of 'rows'", at: position)
      } else if let other = taken[text] {
        report("ambiguous-name", "'\(text)' names a column of 'rows' and \(other)", at: position)
      }
    }
    columns = names.map(\.text)
    return diagnostics.count == before
  }

  /// Takes a row with a text for each column. One that was there already is a mistake, and no row of its own: nothing else follows from it.
  mutating func add(_ row: [String], at position: SourcePosition) {
    if let first = lines.updateValue(position.line, forKey: row) {
      lines[row] = first
      report(.repeatedRow, "this row is the same as the one in line \(first)", at: position)
      return
    }
    rows.append(row)
  }

  mutating func report(_ id: Diagnostic.ID, _ message: String, at position: SourcePosition, note: String? = nil) {
    reported[id, default: 0] += 1
    guard reported[id, default: 0] <= RowTable.maximumMistakes else { return }
    diagnostics.append(locate(id, message, position, note))
  }

  /// Returns the nearest text that names a column, or `nil` where nothing is left.
  private static func plainName(_ text: String) -> String? {
    var name = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-": name.unicodeScalars.append(scalar)
      default: if !name.isEmpty, !name.hasSuffix("_") { name += "_" }
      }
    }
    while name.hasSuffix("_") { name.removeLast() }
    return NameChecker.isName(name) ? name : nil
  }
}

/// What can be wrong with rows, whatever they are written in.
extension Diagnostic.ID {
  static let emptyRows: Diagnostic.ID = "empty-rows"
  static let unreadableRows: Diagnostic.ID = "unreadable-rows"
  static let repeatedColumn: Diagnostic.ID = "repeated-column"
  static let unknownColumn: Diagnostic.ID = "unknown-column"
  static let missingColumn: Diagnostic.ID = "missing-column"
  static let repeatedRow: Diagnostic.ID = "repeated-row"
  /// A line with more or fewer fields than there are names.
  static let unevenRow: Diagnostic.ID = "uneven-row"
  static let openQuote: Diagnostic.ID = "open-quote"
  static let textAfterQuote: Diagnostic.ID = "text-after-quote"
  static let wrongJSON: Diagnostic.ID = "wrong-json"
}
