package import Diagnostics

/// What `rows` says: names, and for each row a text for each name.
package struct RowTable: Hashable, Sendable {
  /// The name of the column that is appended to what is asked for.
  package static let noteName = "note"
  /// The mistakes of one kind that are told of a table; one wrong separator makes every line wrong.
  static let mostMistakes = 10

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
  package let phrase: String

  package init(_ phrase: String) { self.phrase = phrase }
}

/// Reads a file that a pipeline file names, by its path there.
package typealias NamedFileReader = @Sendable (String) throws(NamedFileProblem) -> NamedFile
