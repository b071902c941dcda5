import Glibc

/// Finds bytes with the C library, because a picture's base64 is walked over more than once.
enum ByteSearch {
  /// The index of the first `byte` in `text`; nil where there is none.
  static func first(_ byte: UInt8, in text: ArraySlice<UInt8>) -> Int? {
    unsafe text.withUnsafeBufferPointer { buffer in
      // Looks at the buffer's own bytes only; what is found lies inside of it.
      guard let base = buffer.baseAddress, let found = unsafe memchr(base, CInt(byte), buffer.count) else { return nil }
      return unsafe text.startIndex + (UnsafeRawPointer(found) - UnsafeRawPointer(base))
    }
  }
}
