/// A JSON string: its inside as it stands in a document, or text that is to be written.
package struct JSONText: Sendable {
  /// The place of a string that is too long to be held.
  package struct Place: Hashable, Sendable {
    package let file: JSONFile
    package let range: Range<Int>
  }

  /// Bytes that are held of a string that is not held whole.
  static let beginningSize = 4_096

  /// Between the quotes; only the beginning if there is a ``place``.
  let raw: ArraySlice<UInt8>
  /// Indicates whether backslashes among the raw bytes begin escapes.
  let hasEscapes: Bool
  /// The place in the file, or `nil` if ``raw`` is all of it.
  package let place: Place?

  init(raw: ArraySlice<UInt8>, hasEscapes: Bool, place: Place?) {
    self.raw = raw
    self.hasEscapes = hasEscapes
    self.place = place
  }

  /// Makes a string that is to be written.
  package init(_ text: String) { self.init(raw: Array(text.utf8)[...], hasEscapes: false, place: nil) }

  /// The length of the string in the text, in bytes.
  package var count: Int { place?.range.count ?? raw.count }

  /// The bytes that the string, or its beginning, stands for.
  package var bytes: ArraySlice<UInt8> {
    guard hasEscapes else { return raw }
    return JSONEscapes.unescaped(raw, isLast: true).bytes[...]
  }

  /// The string, or its beginning; bytes that are not UTF-8 become replacement characters.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Returns all of the string, or `nil` if it is longer than `limit` bytes.
  package func whole(limit: Int) throws(UnreadableBody) -> String? {
    guard place != nil else { return string }
    guard count <= limit else { return nil }
    var bytes: [UInt8] = []
    var reader = try JSONTextReader(self)
    while let piece = try reader.next() { bytes += piece }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Reads the bytes that a string stands for in pieces, wherever it is.
package struct JSONTextReader {
  private let text: JSONText
  private let file: OpenJSONFile?
  private var offset = 0
  private var end = 0
  /// The beginning of an escape whose end is in the next piece.
  private var carried: [UInt8] = []

  package init(_ text: JSONText) throws(UnreadableBody) {
    self.text = text
    guard let place = text.place else {
      file = nil
      return
    }
    file = try OpenJSONFile(place.file.path)
    offset = place.range.lowerBound
    end = place.range.upperBound
  }

  /// Returns the next bytes, or `nil` at the end.
  package mutating func next() throws(UnreadableBody) -> ArraySlice<UInt8>? {
    guard let file else {
      guard offset == 0 else { return nil }
      offset = 1
      return text.bytes
    }
    guard offset < end else { return nil }
    let raw = try file.read(at: offset, count: min(JSONInput.pieceSize, end - offset))
    offset += raw.count
    guard text.hasEscapes else { return raw[...] }
    let unescaped = JSONEscapes.unescaped((carried + raw)[...], isLast: offset == end)
    carried = Array(unescaped.rest)
    return unescaped.bytes[...]
  }
}
