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

/// The contents of a stored file: their digest, and their size in bytes.
package struct Blob: Hashable, Sendable {
  package let digest: Digest
  package let size: Int

  package init(digest: Digest, size: Int) {
    self.digest = digest
    self.size = size
  }
}

enum RandomName {
  /// Returns 16 lowercase hexadecimal digits.
  static func next() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
