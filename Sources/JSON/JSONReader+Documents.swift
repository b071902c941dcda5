extension JSONReader {
  /// Reports the one value that `bytes` are to `visitor`.
  package static func read(_ bytes: [UInt8], _ rules: JSONRules, into visitor: inout some JSONVisitor) throws(JSONError) {
    var reader = JSONReader(bytes, rules)
    try reader.skipByteOrderMark()
    try reader.visit(&visitor)
    try reader.finish()
  }

  /// Reports the values of a text to `visitor` one after the other: its only value, those of lines of their own, or those of server-sent
  /// events. If a value cannot be read, those before it have been reported.
  package mutating func sequence(_ visitor: inout some JSONVisitor) throws(JSONError) {
    if try findsEvents() { return try events(&visitor) }
    try skipByteOrderMark()
    repeat {
      try visit(&visitor)
      try skipSpace()
    } while input.offset < input.count
  }

  /// Skips a byte order mark, which has no meaning in UTF-8.
  package mutating func skipByteOrderMark() throws(JSONError) {
    if try input.continues(with: "\u{FEFF}") { input.advance(by: 3) }
  }

  // MARK: server-sent events

  private static let eventFields: [String] = ["data:", ":", "event:", "id:", "retry:"]

  private mutating func findsEvents() throws(JSONError) -> Bool {
    let start = input.offset
    defer { input.seek(to: start) }
    try skipByteOrderMark()
    try skipSpace()
    for field in Self.eventFields where try input.continues(with: field) { return true }
    return false
  }

  private mutating func events(_ visitor: inout some JSONVisitor) throws(JSONError) {
    try skipByteOrderMark()
    isEventStream = true
    try skipFieldNames()
    while true {
      try skipSpace()
      if input.offset == input.count { return }
      if try input.continues(with: "[DONE]") { return }
      try visit(&visitor)
    }
  }

  /// Skips the names of fields at the beginning of a line, and whole lines that hold no data.
  mutating func skipFieldNames() throws(JSONError) {
    if try input.continues(with: "data:") {
      input.advance(by: 5)
      return
    }
    for field in Self.eventFields where try input.continues(with: field) {
      while let byte = try input.peek(), byte != 0x0A, byte != 0x0D { input.advance() }
      return
    }
  }
}
