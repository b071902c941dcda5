import Diagnostics

/// The text of a file that holds rows, with the places in it.
struct TableText: Sendable {
  /// As messages have it.
  let name: String
  /// Without a byte order mark.
  let bytes: [UInt8]

  /// The offset of the first byte that is not UTF-8, or `nil` where all is.
  var firstInvalidByte: Int? {
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .emptyInput: return nil
      case .error: return offset
      case .valid(let encoded): offset += encoded.count
      }
    }
  }

  /// Returns the place of a byte. Walks over the text, so it is for mistakes only.
  func position(of offset: Int) -> SourcePosition {
    var line = 1
    var start = 0
    for index in 0..<min(offset, bytes.count) where endsLine(index) {
      line += 1
      start = index + 1
    }
    return SourcePosition(line: line, column: 1 + scalars(start..<min(offset, bytes.count)))
  }

  /// Returns the place of a byte of a line that begins at `start`.
  func position(of offset: Int, line: Int, start: Int) -> SourcePosition {
    SourcePosition(line: line, column: 1 + scalars(start..<offset))
  }

  /// Returns a diagnostic that shows the line.
  func diagnostic(_ id: Diagnostic.ID, _ message: String, at position: SourcePosition, note: String? = nil) -> Diagnostic {
    Diagnostic(
      id, message, at: position, in: Diagnostic.OtherFile(name: name, line: line(position.line)),
      notes: note.map { [.init($0)] } ?? [])
  }

  private func scalars(_ range: Range<Int>) -> Int { bytes[range].count { $0 & 0xC0 != 0x80 } }

  private func line(_ number: Int) -> String {
    var line = 1
    var start = 0
    for index in bytes.indices where endsLine(index) {
      if line == number { return text(start..<index) }
      line += 1
      start = index + 1
    }
    return line == number ? text(start..<bytes.count) : ""
  }

  private func text(_ range: Range<Int>) -> String {
    var line = bytes[range]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  /// Returns whether a byte is the end of a line, or the last of its two.
  private func endsLine(_ index: Int) -> Bool {
    switch bytes[index] {
    case UInt8(ascii: "\n"): true
    case UInt8(ascii: "\r"): index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n")
    default: false
    }
  }
}
