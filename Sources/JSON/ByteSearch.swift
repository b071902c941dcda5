import Glibc

/// Finds bytes in many at once, because a picture's base64 is walked over more than once.
package enum ByteSearch {
  /// Returns the index of the first `byte` in `text`, or `nil` if there is none.
  package static func first(_ byte: UInt8, in text: ArraySlice<UInt8>) -> Int? {
    unsafe text.withUnsafeBufferPointer { buffer in
      // Searches the buffer's own bytes only; the result lies inside it.
      guard let base = buffer.baseAddress, let found = unsafe memchr(base, CInt(byte), buffer.count) else { return nil }
      return unsafe text.startIndex + (UnsafeRawPointer(found) - UnsafeRawPointer(base))
    }
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Returns the index of the first quote, backslash, or byte below `limit`, or `nil` if there is none.
  /// - Parameter limit: at most 128; 0 for quotes and backslashes alone.
  static func firstSpecial(in text: [UInt8], from start: Int, below limit: UInt8) -> Int? {
    let count = text.count
    guard start < count else { return nil }
    let quotes = ones &* UInt64(UInt8(ascii: "\""))
    let backslashes = ones &* UInt64(UInt8(ascii: "\\"))
    let limits = ones &* UInt64(limit)
    return unsafe text.withUnsafeBytes { bytes in
      var index = start
      while index + 8 <= count {
        // Eight bytes from `index` on, the last of which lies before `count`, the buffer's own.
        let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        let (quote, backslash) = (word ^ quotes, word ^ backslashes)
        // A byte's high bit is set if it is zero, or below the limit. A borrow reaches later bytes only, so the first that is set is right.
        let found = ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- limits) & ~word) & highs
        if found != 0 { return index + found.trailingZeroBitCount / 8 }
        index += 8
      }
      while index < count {
        // Below the buffer's count.
        let byte = unsafe bytes[index]
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < limit { return index }
        index += 1
      }
      return nil
    }
  }
}
