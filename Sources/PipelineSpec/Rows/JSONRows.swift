import Diagnostics
import JSON

/// Reads rows out of a JSON list of objects. Texts are taken as they are, numbers and flags as they are written.
struct JSONRows {
  private struct Row {
    var members: [(name: String, value: String, offset: Int)] = []
    let offset: Int
  }

  private let text: TableText
  private var builder: RowTableBuilder

  static func table(
    _ text: TableText, taken: [String: String], at position: SourcePosition
  ) -> (table: RowTable?, diagnostics: [Diagnostic]) {
    var rows = JSONRows(text)
    let isNamed = rows.readAll(taken)
    let table = RowTable(columns: rows.builder.columns, rows: rows.builder.rows, position: position)
    return (isNamed ? table : nil, rows.builder.diagnostics)
  }

  private init(_ text: TableText) {
    self.text = text
    builder = RowTableBuilder { text.diagnostic($0, $1, at: $2, note: $3) }
  }

  private mutating func readAll(_ taken: [String: String]) -> Bool {
    let rows: [Row]
    do throws(JSONError) {
      rows = try read()
    } catch {
      guard case .malformed(let fault, let offset) = error else { return false }
      let expected = fault == .otherKind ? "expected a list of objects with a text, number or flag for each name" : "\(fault)"
      builder.report(.wrongJSON, "the rows cannot be read: \(expected)", at: text.position(of: offset))
      return false
    }
    guard let first = rows.first else { return true }
    var names = first.members.map { ($0.name, text.position(of: $0.offset)) }
    if !names.contains(where: { $0.0 == RowTable.noteName }),
      let note = rows.lazy.flatMap(\.members).first(where: { $0.name == RowTable.noteName })
    {
      names.append((RowTable.noteName, text.position(of: note.offset)))
    }
    guard builder.name(names, taken: taken) else { return false }
    var line = LineCounter(text)
    for row in rows { add(row, at: line.position(of: row.offset)) }
    return true
  }

  private mutating func add(_ row: Row, at position: SourcePosition) {
    let columns = builder.columns
    for member in row.members where !columns.contains(member.name) {
      builder.report(
        .unknownColumn, "'\(member.name)' is no name that the first row has; every row names the same", at: position)
    }
    var values: [String] = []
    for column in columns {
      let value = row.members.first { $0.name == column }?.value
      if value == nil, column != RowTable.noteName {
        builder.report(.missingColumn, "this row lacks '\(column)', which the first row has", at: position)
      }
      values.append(value ?? "")
    }
    builder.add(values, at: position)
  }

  private func read() throws(JSONError) -> [Row] {
    var reader = JSONReader(text.bytes, .record)
    var rows: [Row] = []
    try reader.beginArray()
    while try reader.nextElement() {
      try reader.skipSpace()
      var row = Row(offset: reader.offset)
      try reader.beginObject()
      while true {
        let before = reader.offset
        guard let name = try reader.nextName() else { break }
        let value: String
        switch try reader.kind() {
        case .string: value = try reader.string().string
        case .number: value = try reader.number()
        case .bool: value = try reader.bool() ? "true" : "false"
        case .null, .array, .object: throw reader.error(.otherKind)
        }
        let offset = text.bytes[before...].firstIndex(of: UInt8(ascii: "\"")) ?? before
        row.members.append((name.string, value, offset))
      }
      rows.append(row)
    }
    try reader.finish()
    return rows
  }
}

/// Tells the places of offsets that only grow, without walking over the text again for each.
private struct LineCounter {
  private let text: TableText
  private var line = 1
  private var start = 0
  private var offset = 0

  init(_ text: TableText) { self.text = text }

  mutating func position(of wanted: Int) -> SourcePosition {
    while offset < wanted {
      if text.bytes[offset] == UInt8(ascii: "\n") {
        line += 1
        start = offset + 1
      }
      offset += 1
    }
    return text.position(of: wanted, line: line, start: start)
  }
}
