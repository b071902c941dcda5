import Diagnostics

/// Reads `rows`: a list of mappings, or the path of a CSV or JSON file.
struct RowsParser {
  /// What a column may not be called, with what has the name.
  private let taken: [String: String]
  private let read: NamedFileReader
  private(set) var diagnostics: [Diagnostic] = []

  private static let fileKinds = ["csv", "tsv", "json"]
  private static let expected = "a list of mappings, or the path of a CSV or JSON file"

  init(taken: [String: String], read: @escaping NamedFileReader) {
    self.taken = taken
    self.read = read
  }

  /// - Returns: the rows as far as they could be read, or `nil` where not even their names are known.
  mutating func table(_ node: Node) -> RowTable? {
    switch node {
    case .scalar(let scalar): return table(in: scalar)
    case .sequence(let items, let position): return table(of: items, at: position)
    case .mapping:
      diagnostics.append(
        Diagnostic(
          .wrongType, "a mapping is not valid for 'rows'; expected \(Self.expected)", at: node.position,
          notes: [.init("write '- ' before each row")]))
      return nil
    }
  }

  // MARK: a list

  private mutating func table(of items: [Node], at position: SourcePosition) -> RowTable? {
    if items.isEmpty { return empty(at: position) }
    var builder = RowTableBuilder { id, message, position, note in
      Diagnostic(id, message, at: position, notes: note.map { [.init($0)] } ?? [])
    }
    var mappings: [(entries: [Node.Entry], position: SourcePosition)] = []
    for item in items {
      guard case .mapping(let entries, let position) = item else {
        builder.report(.wrongType, "\(item.kindName) is not a row; expected a mapping of names to values", at: item.position)
        continue
      }
      mappings.append((entries, position))
    }
    guard let first = mappings.first else {
      diagnostics += builder.diagnostics
      return nil
    }
    // A note is for the rows that need one.
    let noted = mappings.lazy.compactMap { $0.entries.first { $0.key.text == RowTable.noteName } }.first
    var names = first.entries.map { ($0.key.text, $0.key.position) }
    if let noted, !names.contains(where: { $0.0 == RowTable.noteName }) { names.append((RowTable.noteName, noted.key.position)) }
    let isNamed = builder.name(names, taken: taken)
    for (entries, position) in mappings { add(entries, at: position, to: &builder) }
    diagnostics += builder.diagnostics
    return isNamed ? RowTable(columns: builder.columns, rows: builder.rows, position: position) : nil
  }

  private func add(_ entries: [Node.Entry], at position: SourcePosition, to builder: inout RowTableBuilder) {
    let columns = builder.columns
    for entry in entries where !columns.contains(entry.key.text) {
      let near = Suggestion.nearest(to: entry.key.text, among: columns).map { "did you mean '\($0)'?" }
      builder.report(
        .unknownColumn, "'\(entry.key.text)' is no name that the first row has; every row names the same", at: entry.key.position,
        note: near)
    }
    if entries.isEmpty {
      builder.report(.missingColumn, "this row is empty; every row names what the first one does", at: position)
      return
    }
    var row: [String] = []
    for column in columns {
      guard let value = entries.first(where: { $0.key.text == column })?.value else {
        if column != RowTable.noteName {
          builder.report(.missingColumn, "this row lacks '\(column)', which the first row has", at: position)
        }
        row.append("")
        continue
      }
      if value.scalar == nil {
        builder.report(
          .wrongType, "\(value.kindName) is not valid for '\(column)' of a row; expected a single value", at: value.position)
      }
      row.append(value.scalar?.text ?? "")
    }
    builder.add(row, at: position)
  }

  private mutating func empty(at position: SourcePosition) -> RowTable? {
    diagnostics.append(Diagnostic(.emptyRows, "'rows' has no row, so there is nothing to make", at: position))
    return nil
  }

  // MARK: a file

  private mutating func table(in path: Node.Scalar) -> RowTable? {
    if path.text.isEmpty {
      diagnostics.append(Diagnostic(.invalidValue, "'rows' has no value", at: path.position))
      return nil
    }
    let ending = path.text.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard Self.fileKinds.contains(ending) else {
      diagnostics.append(
        Diagnostic(.invalidValue, "'\(path.text)' is not valid for 'rows'; expected \(Self.expected)", at: path.position))
      return nil
    }
    let file: NamedFile
    do throws(NamedFileProblem) {
      file = try read(path.text)
    } catch {
      diagnostics.append(Diagnostic(.unreadableRows, "'\(path.text)' cannot be read: \(error.displayName)", at: path.position))
      return nil
    }
    guard let text = text(of: file, named: path) else { return nil }
    let found =
      ending == "json"
      ? JSONRows.table(text, taken: taken, at: path.position) : CSVRows.table(text, taken: taken, at: path.position)
    diagnostics += found.diagnostics
    if found.diagnostics.isEmpty, found.table?.rows.isEmpty ?? true {
      diagnostics.append(Diagnostic(.emptyRows, "'\(path.text)' has no row, so there is nothing to make", at: path.position))
    }
    return found.table
  }

  /// Returns the file's text without its byte order mark, or `nil` where it is none.
  private mutating func text(of file: NamedFile, named path: Node.Scalar) -> TableText? {
    var content = file.bytes[...]
    if content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
    if content.starts(with: [0xFF, 0xFE]) || content.starts(with: [0xFE, 0xFF]) {
      diagnostics.append(Diagnostic("not-utf8", "'\(path.text)' is UTF-16; save it as UTF-8", at: path.position))
      return nil
    }
    let text = TableText(name: file.name, bytes: Array(content))
    guard let broken = text.firstInvalidByte else { return text }
    diagnostics.append(
      text.diagnostic("not-utf8", "this byte is not UTF-8; the file must be UTF-8 throughout", at: text.position(of: broken)))
    return nil
  }
}
