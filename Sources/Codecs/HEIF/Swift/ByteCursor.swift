import ImageCore

/// Reads big-endian fields of a box in order and never beyond its end.
struct ByteCursor {
  private(set) var position: Int
  let end: Int

  /// - Precondition: `range` lies inside the bytes that the cursor is used with.
  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  var remaining: Int { end - position }
  var rest: Range<Int> { position..<end }

  /// Reads an unsigned integer of 0 to 8 bytes that fits in an `Int`.
  mutating func integer(_ data: Span<UInt8>, bytes: Int) throws(CodecError) -> Int {
    guard bytes <= remaining else { throw HEIF.error(.malformed, "a box ends inside a field") }
    var value: UInt64 = 0
    for index in position..<(position + bytes) { value = value << 8 | UInt64(data[index]) }
    position += bytes
    guard let result = Int(exactly: value) else { throw HEIF.error(.malformed, "a field of 64 bits is too large") }
    return result
  }

  mutating func fourCC(_ data: Span<UInt8>) throws(CodecError) -> FourCC {
    FourCC(UInt32(truncatingIfNeeded: try integer(data, bytes: 4)))
  }

  mutating func skip(_ count: Int) throws(CodecError) {
    guard count <= remaining else { throw HEIF.error(.malformed, "a box ends inside a field") }
    position += count
  }

  /// Reads bytes up to a 0, which is consumed, or to the end.
  mutating func text(_ data: Span<UInt8>) -> String {
    let start = position
    while position < end, data[position] != 0 { position += 1 }
    let bytes = data.extracting(start..<position).copied()
    if position < end { position += 1 }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads the version and flags that begin a full box.
  mutating func versionAndFlags(_ data: Span<UInt8>) throws(CodecError) -> (version: Int, flags: Int) {
    (try integer(data, bytes: 1), try integer(data, bytes: 3))
  }
}

extension Span<UInt8> {
  func copied() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for index in indices { bytes.append(self[index]) }
    return bytes
  }
}
