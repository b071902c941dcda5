/// The few facts of an ICC profile that can be read without a colour library (ICC.1:2022). Never trusts an offset or a count.
package struct ICCProfile: Hashable, Sendable {
  /// The kind of colours it is for, as the profile writes it: `RGB`, `GRAY`, `CMYK`, `Lab`.
  package let colourSpace: String
  /// The profile's own description, or `nil` if it has no readable one.
  package let profileDescription: String?

  /// Characters of a description that are kept.
  private static let longestDescription = 200
  /// Tags that are looked at; profiles in use have some twenty.
  private static let maximumTags = 200

  /// Reads the facts of a profile, or returns `nil` if the bytes have no profile header.
  package init?(_ bytes: Span<UInt8>) {
    let reader = ProfileReader(bytes.count)
    guard reader.text(bytes, at: 36) == "acsp", let space = reader.text(bytes, at: 16) else { return nil }
    var name = space
    while name.hasSuffix(" ") { name.removeLast() }
    colourSpace = name
    profileDescription = ICCProfile.description(in: bytes, reader)
  }

  private static func description(in bytes: Span<UInt8>, _ reader: ProfileReader) -> String? {
    guard let count = reader.long(bytes, at: 128) else { return nil }
    for tag in 0..<min(count, maximumTags) {
      let entry = 132 + tag * 12
      guard reader.text(bytes, at: entry) == "desc" else { continue }
      guard let offset = reader.long(bytes, at: entry + 4), let type = reader.text(bytes, at: offset) else { return nil }
      let words = type == "desc" ? plain(in: bytes, at: offset, reader) : type == "mluc" ? localized(in: bytes, at: offset, reader) : nil
      return words.flatMap { $0.isEmpty ? nil : $0 }
    }
    return nil
  }

  /// Reads a textDescriptionType of version 2: a count, then ASCII with a zero at its end.
  private static func plain(in bytes: Span<UInt8>, at offset: Int, _ reader: ProfileReader) -> String? {
    guard let count = reader.long(bytes, at: offset + 8) else { return nil }
    var words = ""
    for index in offset + 12..<offset + 12 + min(count, longestDescription) {
      guard index < bytes.count, bytes[index] != 0 else { break }
      words.unicodeScalars.append((32...126).contains(bytes[index]) ? Unicode.Scalar(bytes[index]) : "?")
    }
    return words
  }

  /// Reads a multiLocalizedUnicodeType: the first record counts; UTF-16, the high byte first.
  private static func localized(in bytes: Span<UInt8>, at offset: Int, _ reader: ProfileReader) -> String? {
    guard let records = reader.long(bytes, at: offset + 8), records > 0, let length = reader.long(bytes, at: offset + 20),
      let start = reader.long(bytes, at: offset + 24)
    else { return nil }
    var units: [UInt16] = []
    for index in 0..<min(length / 2, longestDescription) {
      guard let unit = reader.short(bytes, at: offset + start + index * 2) else { break }
      units.append(UInt16(unit))
    }
    // Characters that could move a terminal's cursor are not shown.
    let shown = String(decoding: units, as: UTF16.self).unicodeScalars.filter { $0.value >= 32 && !(127..<160).contains($0.value) }
    return String(String.UnicodeScalarView(shown))
  }
}

/// Bounds-checked fields of a profile, big-endian.
private struct ProfileReader {
  let count: Int

  init(_ count: Int) { self.count = count }

  func short(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
    guard offset >= 0, offset <= count - 2 else { return nil }
    return Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
  }

  func long(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
    guard let high = short(bytes, at: offset), let low = short(bytes, at: offset + 2) else { return nil }
    return high << 16 | low
  }

  func text(_ bytes: Span<UInt8>, at offset: Int) -> String? {
    guard offset >= 0, offset <= count - 4 else { return nil }
    var text = ""
    for index in offset..<offset + 4 {
      text.unicodeScalars.append((32...126).contains(bytes[index]) ? Unicode.Scalar(bytes[index]) : "?")
    }
    return text
  }
}
