/// A JSON text that is walked over from its beginning to its end: in memory, or in a file with one piece of it in memory.
struct JSONInput {
  /// Bytes of a file that are read at once.
  static let pieceSize = 64 << 10

  private let file: (body: StoredBody, open: OpenBody)?
  private var piece: [UInt8]
  private var pieceStart = 0
  /// The next quote, where it was looked for already.
  private var knownQuote = -1
  let count: Int
  /// The byte that is looked at.
  var offset = 0

  init(_ bytes: [UInt8]) {
    file = nil
    piece = bytes
    count = bytes.count
  }

  init(_ body: StoredBody) throws(UnreadableBody) {
    file = (body, try OpenBody(body.path))
    piece = []
    count = body.size
  }

  var isInMemory: Bool { file == nil }

  /// The byte at the offset; nil at the end.
  mutating func peek() throws(UnreadableBody) -> UInt8? {
    guard offset < count else { return nil }
    try load()
    return piece[offset - pieceStart]
  }

  /// Whether `text` comes next.
  mutating func continues(with text: String) throws(UnreadableBody) -> Bool {
    let start = offset
    defer { offset = start }
    for byte in text.utf8 {
      guard try peek() == byte else { return false }
      offset += 1
    }
    return true
  }

  /// Moves on to the next quote or backslash and gives it; nil, at the end, where there is none.
  mutating func skipToQuoteOrBackslash() throws(UnreadableBody) -> UInt8? {
    while offset < count {
      try load()
      let rest = piece[(offset - pieceStart)...]
      if knownQuote < offset { knownQuote = ByteSearch.first(UInt8(ascii: "\""), in: rest).map { $0 + pieceStart } ?? -1 }
      let plain = knownQuote < 0 ? rest : rest[..<(knownQuote - pieceStart)]
      if let backslash = ByteSearch.first(UInt8(ascii: "\\"), in: plain) {
        offset = backslash + pieceStart
        return UInt8(ascii: "\\")
      }
      guard knownQuote < 0 else {
        offset = knownQuote
        return UInt8(ascii: "\"")
      }
      offset = pieceStart + piece.count
    }
    return nil
  }

  /// The inside of a string that was walked over.
  /// - Parameter limit: bytes beyond which the string stays in its file but for its beginning.
  mutating func text(_ range: Range<Int>, hasEscapes: Bool, limit: Int) throws(UnreadableBody) -> JSONText {
    guard let file else { return JSONText(raw: piece[range], hasEscapes: hasEscapes, place: nil) }
    let held = range.count <= limit ? range : range.lowerBound..<(range.lowerBound + JSONText.beginningSize)
    let raw: [UInt8]
    if pieceStart <= held.lowerBound, held.upperBound <= pieceStart + piece.count {
      raw = Array(piece[(held.lowerBound - pieceStart)..<(held.upperBound - pieceStart)])
    } else {
      raw = try file.open.read(at: held.lowerBound, count: held.count)
    }
    return JSONText(raw: raw[...], hasEscapes: hasEscapes, place: held == range ? nil : JSONText.Place(body: file.body, range: range))
  }

  private mutating func load() throws(UnreadableBody) {
    guard let file, !(pieceStart..<(pieceStart + piece.count)).contains(offset) else { return }
    piece = try file.open.read(at: offset, count: min(Self.pieceSize, count - offset))
    pieceStart = offset
  }
}
