import Diagnostics

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
