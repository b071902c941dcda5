/// A JSON text that is walked over from its beginning to its end: in memory, or in a file with one piece of it in memory.
struct JSONInput {
  /// Bytes of a file that are read at once.
  static let pieceSize = 64 << 10

  private let file: (place: JSONFile, open: OpenJSONFile)?
  private var piece: [UInt8]
  private var pieceStart = 0
  /// The byte that is looked at, in the piece or beyond it.
  private var position = 0
  let count: Int

  init(_ bytes: [UInt8]) {
    file = nil
    piece = bytes
    count = bytes.count
  }

  init(_ place: JSONFile) throws(UnreadableBody) {
    file = (place, try OpenJSONFile(place.path))
    piece = []
    count = place.size
  }

  var isInMemory: Bool { file == nil }

  /// Bytes before the one that is looked at.
  var offset: Int { pieceStart + position }

  /// Returns the byte that is looked at, or `nil` at the end.
  mutating func peek() throws(JSONError) -> UInt8? {
    if position < piece.count { return piece[position] }
    return try load() ? piece[position] : nil
  }

  /// Skips space and returns the byte that follows, or `nil` at the end.
  /// - Parameter isStrict: `true` if only the space of RFC 8259 counts.
  mutating func peek(afterSpace isStrict: Bool) throws(JSONError) -> UInt8? {
    while true {
      while position < piece.count {
        let byte = piece[position]
        guard Self.isSpace(byte, isStrict) else { return byte }
        position += 1
      }
      guard try load() else { return nil }
    }
  }

  static func isSpace(_ byte: UInt8, _ isStrict: Bool) -> Bool {
    byte <= 0x20 && (byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || !isStrict && (0x0B...0x0C).contains(byte))
  }

  mutating func advance(by count: Int = 1) { position += count }

  mutating func seek(to offset: Int) {
    if offset < pieceStart { (piece, pieceStart) = ([], offset) }
    position = offset - pieceStart
  }

  /// Returns whether `text` comes next.
  mutating func continues(with text: String) throws(JSONError) -> Bool {
    let start = offset
    defer { seek(to: start) }
    for byte in text.utf8 {
      guard try peek() == byte else { return false }
      advance()
    }
    return true
  }

  /// Moves on to the next quote, backslash or byte below `limit` and returns it, or `nil` at the end if there is none.
  mutating func skip(toSpecialBelow limit: UInt8) throws(JSONError) -> UInt8? {
    while true {
      guard try peek() != nil else { return nil }
      if let found = ByteSearch.firstSpecial(in: piece, from: position, below: limit) {
        position = found
        return piece[found]
      }
      position = piece.count
    }
  }

  /// Returns the inside of a string that was walked over.
  /// - Parameter limit: bytes beyond which the string stays in its file but for its beginning.
  func text(_ range: Range<Int>, hasEscapes: Bool, limit: Int) throws(JSONError) -> JSONText {
    guard let file else { return JSONText(raw: piece[range], hasEscapes: hasEscapes, place: nil) }
    let held = range.count <= limit ? range : range.lowerBound..<(range.lowerBound + JSONText.beginningSize)
    let raw: [UInt8]
    if pieceStart <= held.lowerBound, held.upperBound <= pieceStart + piece.count {
      raw = Array(piece[(held.lowerBound - pieceStart)..<(held.upperBound - pieceStart)])
    } else {
      raw = try Self.read(file.open, at: held.lowerBound, count: held.count)
    }
    return JSONText(raw: raw[...], hasEscapes: hasEscapes, place: held == range ? nil : JSONText.Place(file: file.place, range: range))
  }

  /// Reads the piece at the offset; returns `false` at the end.
  private mutating func load() throws(JSONError) -> Bool {
    let start = offset
    guard start < count, let file else { return false }
    piece = try Self.read(file.open, at: start, count: min(Self.pieceSize, count - start))
    pieceStart = start
    position = 0
    return true
  }

  private static func read(_ file: OpenJSONFile, at offset: Int, count: Int) throws(JSONError) -> [UInt8] {
    do throws(UnreadableBody) {
      return try file.read(at: offset, count: count)
    } catch {
      throw .unreadable(error)
    }
  }
}
