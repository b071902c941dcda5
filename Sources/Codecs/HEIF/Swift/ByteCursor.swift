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

/// Bits of a coded picture's headers from the top of each byte on, never beyond the last.
struct BitReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Takes the bits of a NAL unit, without the bytes that keep start codes from appearing in it (ITU-T H.265, 7.3.1.1).
  init(unit: [UInt8]) {
    var bytes: [UInt8] = []
    var zeros = 0
    for byte in unit {
      if zeros >= 2, byte == 3 {
        zeros = 0
        continue
      }
      zeros = byte == 0 ? zeros + 1 : 0
      bytes.append(byte)
    }
    self.bytes = bytes
  }

  mutating func skip(_ count: Int) throws(CodecError) {
    guard count <= bytes.count * 8 - position else { throw HEIF.error(.malformed, "a coded picture's header is cut") }
    position += count
  }

  /// Reads at most 32 bits.
  mutating func read(_ count: Int) throws(CodecError) -> Int {
    let start = position
    try skip(count)
    var value = 0
    for bit in start..<(start + count) { value = value << 1 | Int(bytes[bit / 8] >> (7 - UInt8(bit % 8)) & 1) }
    return value
  }

  /// Reads an unsigned Exp-Golomb number below 2^32 (ITU-T H.265, 9.2).
  mutating func readExponentialGolomb() throws(CodecError) -> Int {
    var zeros = 0
    while try read(1) == 0 {
      zeros += 1
      guard zeros < 32 else { throw HEIF.error(.malformed, "a number in a coded picture's header is too large") }
    }
    return (1 << zeros) - 1 + (try read(zeros))
  }
}
