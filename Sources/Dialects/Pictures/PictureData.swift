import GatewayAPI
import JSON

/// The bytes of a picture from the text that an answer holds them in.
enum PictureData {
  /// Returns a picture whose data are base64, with or without a `data:` prefix, whose media type is used if the answer names none, or `nil`
  /// if the beginning is no base64.
  static func find(in text: JSONText, mediaType: String?) -> (data: AnswerData, mediaType: String?)? {
    let beginning = text.bytes
    var data = beginning.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    var mediaType = mediaType.flatMap { $0.isEmpty || $0.utf8.count > 100 ? nil : $0 }
    if String(decoding: data.prefix(5), as: UTF8.self).lowercased() == "data:" {
      // The prefix of a data URI is short; a comma further on is no part of one.
      guard let comma = data.prefix(200).firstIndex(of: UInt8(ascii: ",")) else { return nil }
      let header = String(decoding: data[data.index(data.startIndex, offsetBy: 5)..<comma], as: UTF8.self)
      mediaType = mediaType ?? header.split(separator: ";").first.map(String.init)
      data = data[data.index(after: comma)...]
    }
    guard !data.isEmpty else { return nil }
    if text.place == nil { return decode(data).map { (.held($0), mediaType) } }
    guard Base64.decode(data) != nil else { return nil }
    return (stored(text, from: data.startIndex - beginning.startIndex, count: .max), mediaType)
  }

  /// Returns whether a text is a picture's base64 and nothing else, as some relays answer.
  static func isPicture(_ text: JSONText) -> Bool {
    let beginning = text.bytes.drop { $0 <= 0x20 }.prefix(64)
    return beginning.count == 64 && isEncodedTwice(Array(beginning)) && beginning.allSatisfy(Base64.isCharacter)
  }

  /// Returns the bytes of base64 in memory, or of base64 twice, or `nil` if it is none.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard let bytes = Base64.decode(text) else { return nil }
    return isEncodedTwice(bytes) ? Base64.decode(bytes[...]) ?? bytes : bytes
  }

  /// Returns the bytes of `count` characters of base64 after the first `start` bytes that a long string stands for.
  static func stored(_ text: JSONText, from start: Int, count: Int) -> AnswerData {
    .stored(
      StoredData { take in
        do {
          try stream(text, from: start, count: count, take)
        } catch let error as UnreadableBody {
          throw AnswerDataError.unreadable(error.cause)
        }
      })
  }

  private static func stream(_ text: JSONText, from start: Int, count: Int, _ take: ([UInt8]) throws -> Void) throws {
    var reader = try JSONTextReader(text)
    var decoder = Base64Decoder()
    var second: Base64Decoder?
    var isFirst = true
    func give(_ bytes: [UInt8]?) throws {
      guard let bytes else { throw AnswerDataError.notBase64 }
      if isFirst, !bytes.isEmpty {
        isFirst = false
        if isEncodedTwice(bytes) { second = Base64Decoder() }
      }
      guard second != nil else { return try take(bytes) }
      guard let inner = second?.decode(bytes[...]) else { throw AnswerDataError.notBase64 }
      try take(inner)
    }
    var skipped = 0
    var left = count
    while left > 0, var piece = try reader.next() {
      let skip = min(piece.count, start - skipped)
      skipped += skip
      piece = piece.dropFirst(skip).prefix(left)
      left -= piece.count
      try give(decoder.decode(piece))
    }
    try give(decoder.finish())
    if let rest = second?.finish() { try take(rest) }
  }

  /// Returns whether a relay encoded the picture twice: the bytes begin like PNG, JPEG or WebP in base64.
  private static func isEncodedTwice(_ bytes: [UInt8]) -> Bool {
    ["iVBORw0KGg", "/9j/", "UklGR"].contains { bytes.starts(with: $0.utf8) }
  }
}
