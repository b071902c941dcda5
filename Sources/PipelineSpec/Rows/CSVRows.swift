import Diagnostics

/// Reads rows out of comma-separated values (https://www.rfc-editor.org/rfc/rfc4180), where a semicolon or a tab may stand for the comma.
///
/// The first line has the names. Spaces around a field without quotes are dropped, and so are lines without anything in them.
struct CSVRows {
  private struct Field {
    let text: String
    let offset: Int
  }

  private let text: TableText
  private var bytes: [UInt8] { text.bytes }
  private var offset = 0
  private var line = 1
  private var lineStart = 0
  private var separator = UInt8(ascii: ",")
  private var builder: RowTableBuilder

  static func table(
    _ text: TableText, taken: [String: String], at position: SourcePosition
  ) -> (table: RowTable?, diagnostics: [Diagnostic]) {
    var reader = CSVRows(text)
    let isNamed = reader.readAll(taken)
    let table = RowTable(columns: reader.builder.columns, rows: reader.builder.rows, position: position)
    return (isNamed ? table : nil, reader.builder.diagnostics)
  }

  private init(_ text: TableText) {
    self.text = text
    builder = RowTableBuilder { text.diagnostic($0, $1, at: $2, note: $3) }
  }

  private mutating func readAll(_ taken: [String: String]) -> Bool {
    separator = Self.separator(of: bytes)
    guard let (header, _) = nextRecord() else { return false }
    let names = header.map { ($0.text, text.position(of: $0.offset)) }
    let isNamed = builder.name(names, taken: taken)
    while let (fields, place) = nextRecord() {
      if fields.count != header.count {
        let lacking = fields.count < header.count ? ": '\(header[fields.count].text)' and what follows are missing" : ""
        builder.report(
          .unevenRow, "this line has \(Count.of(fields.count, "field")), and the first line has \(header.count)\(lacking)", at: place,
          note: fields.count > header.count ? "a field with '\(shown(separator))' in it stands in double quotes" : nil)
      } else if isNamed {
        builder.add(fields.map(\.text), at: place)
      }
    }
    return isNamed
  }

  /// Returns what separates the fields of the first line: what stands there most often outside of quotes.
  private static func separator(of bytes: [UInt8]) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    let header = bytes.drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    for byte in header {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
      if candidates.contains(byte) { counts[byte, default: 0] += 1 }
    }
    return candidates.reduce(candidates[0]) { counts[$1, default: 0] > counts[$0, default: 0] ? $1 : $0 }
  }

  private func shown(_ separator: UInt8) -> String { separator == UInt8(ascii: "\t") ? "a tab" : String(UnicodeScalar(separator)) }

  // MARK: records

  /// Returns the fields of the next line with anything in it, and where it begins; `nil` at the end.
  private mutating func nextRecord() -> (fields: [Field], place: SourcePosition)? {
    while offset < bytes.count {
      let place = SourcePosition(line: line, column: 1)
      var fields = [field()]
      while offset < bytes.count, bytes[offset] == separator {
        offset += 1
        fields.append(field())
      }
      passLineEnd()
      if fields.count == 1, fields[0].text.isEmpty { continue }
      return (fields, place)
    }
    return nil
  }

  private mutating func field() -> Field {
    while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") { offset += 1 }
    let start = offset
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
      while offset < bytes.count, !isEnd(bytes[offset]) { offset += 1 }
      var content = bytes[start..<offset]
      while content.last == UInt8(ascii: " ") { content.removeLast() }
      return Field(text: String(decoding: content, as: UTF8.self), offset: start)
    }
    return Field(text: quoted(), offset: start)
  }

  private mutating func quoted() -> String {
    let place = text.position(of: offset, line: line, start: lineStart)
    var content: [UInt8] = []
    offset += 1
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") {
        offset += 1
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { break }
      }
      content.append(byte)
      if byte == UInt8(ascii: "\n") {
        line += 1
        lineStart = offset + 1
      }
      offset += 1
      if offset == bytes.count { builder.report(.openQuote, "this double quote is not closed", at: place) }
    }
    while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") { offset += 1 }
    if offset < bytes.count, !isEnd(bytes[offset]) {
      builder.report(
        .textAfterQuote, "something follows the closing double quote of this field", at: place,
        note: "a double quote inside of a field is written twice")
      while offset < bytes.count, !isEnd(bytes[offset]) { offset += 1 }
    }
    return String(decoding: content, as: UTF8.self)
  }

  private func isEnd(_ byte: UInt8) -> Bool { byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  private mutating func passLineEnd() {
    guard offset < bytes.count else { return }
    if bytes[offset] == UInt8(ascii: "\r"), offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "\n") { offset += 1 }
    offset += 1
    line += 1
    lineStart = offset
  }
}
