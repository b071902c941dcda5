/// Builds PNG files, and changes them without decoding them.
package enum PNGBytes {
  package static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A chunk with its length and checksum.
  package static func chunk(_ kind: String, _ body: [UInt8]) -> [UInt8] {
    let covered = Array(kind.utf8) + body
    return long(body.count) + covered + long(Int(checksum(covered)))
  }

  /// `file` with a chunk put right after IHDR.
  package static func inserting(_ kind: String, _ body: [UInt8], into file: [UInt8]) -> [UInt8] {
    // 8 bytes of signature, 25 of IHDR.
    file.prefix(33) + chunk(kind, body) + file.dropFirst(33)
  }

  /// `file` without its chunks of one kind.
  package static func removing(_ kind: String, from file: [UInt8]) -> [UInt8] {
    var kept = Array(file.prefix(8))
    var start = 8
    while start + 12 <= file.count {
      let length = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = min(start + 12 + length, file.count)
      if Array(file[start + 4..<start + 8]) != Array(kind.utf8) { kept += file[start..<end] }
      start = end
    }
    return kept
  }

  /// The body of an IHDR.
  package static func header(width: Int, height: Int, bitDepth: UInt8 = 8, colourType: UInt8 = 6) -> [UInt8] {
    long(width) + long(height) + [bitDepth, colourType, 0, 0, 0]
  }

  /// A zlib stream (RFC 1950) of blocks that are stored as they are (RFC 1951, 3.2.4).
  package static func storedStream(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    var start = 0
    repeat {
      let end = min(start + 65_535, bytes.count)
      let length = end - start
      let low = UInt8(length & 0xFF)
      let high = UInt8(length >> 8)
      stream += [end == bytes.count ? 1 : 0, low, high, ~low, ~high] + bytes[start..<end]
      start = end
    } while start < bytes.count
    return stream + long(Int(b << 16 | a))
  }

  private static func long(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// CRC-32 (PNG specification, annex D).
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { value, byte in
      (0..<8).reduce(value ^ UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
  }
}
