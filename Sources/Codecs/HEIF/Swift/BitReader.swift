import ImageCore

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
