/// The name of an exchange: 16 lowercase hexadecimal digits, drawn at random.
package struct ExchangeID: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  package init?(_ text: String) {
    guard isRecordID(text) else { return nil }
    self.text = text
  }

  private init(random text: String) { self.text = text }

  package static func random() -> ExchangeID { ExchangeID(random: RandomName.next()) }

  package var description: String { text }
}

/// The name of a run: 16 lowercase hexadecimal digits, drawn at random.
package struct RunID: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  package init?(_ text: String) {
    guard isRecordID(text) else { return nil }
    self.text = text
  }

  private init(random text: String) { self.text = text }

  package static func random() -> RunID { RunID(random: RandomName.next()) }

  package var description: String { text }
}

private func isRecordID(_ text: String) -> Bool {
  text.utf8.count == 16 && text.utf8.allSatisfy(isLowercaseHexadecimal)
}

func isLowercaseHexadecimal(_ character: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(character)
}
