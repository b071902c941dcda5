/// The inside of a JSON string as it stands in the document.
struct JSONText: Sendable {
  /// Where a string stands that is too long to be held.
  struct Place: Hashable, Sendable {
    let body: StoredBody
    let range: Range<Int>
  }

  /// Bytes that are held of a string that is not held whole.
  static let beginningSize = 4_096

  /// Between the quotes, escapes and all; only the beginning where there is a ``place``.
  let raw: ArraySlice<UInt8>
  let hasEscapes: Bool
  /// Nil where ``raw`` is all of it.
  let place: Place?

  /// Bytes of the document that the string takes.
  var count: Int { place?.range.count ?? raw.count }

  /// The bytes that the string, or its beginning, stands for.
  var bytes: ArraySlice<UInt8> {
    guard hasEscapes else { return raw }
    return JSONEscapes.unescaped(raw, isLast: true).bytes[...]
  }

  /// The string, or its beginning; bytes that are not UTF-8 become replacement characters.
  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// All of the string; nil where it is longer than `limit`.
  func whole(limit: Int) throws(UnreadableBody) -> String? {
    guard place != nil else { return string }
    guard count <= limit else { return nil }
    var bytes: [UInt8] = []
    var reader = try JSONTextReader(self)
    while let piece = try reader.next() { bytes += piece }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Reads the bytes that a string stands for in pieces, wherever it is.
struct JSONTextReader {
  private let text: JSONText
  private let file: OpenBody?
  private var offset = 0
  private var end = 0
  /// The beginning of an escape whose end is in the next piece.
  private var carried: [UInt8] = []

  init(_ text: JSONText) throws(UnreadableBody) {
    self.text = text
    guard let place = text.place else {
      file = nil
      return
    }
    file = try OpenBody(place.body.path)
    offset = place.range.lowerBound
    end = place.range.upperBound
  }

  /// The next bytes; nil at the end.
  mutating func next() throws(UnreadableBody) -> ArraySlice<UInt8>? {
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
