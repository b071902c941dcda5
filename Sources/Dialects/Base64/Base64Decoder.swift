/// Decodes base64 in either alphabet that comes in pieces, with or without padding and white space.
struct Base64Decoder {
  /// The bits of a group that is not whole yet, and its characters.
  private var bits: UInt32 = 0
  private var count = 0
  private var isPadded = false

  /// Returns the bytes that `text` completes, or `nil` if it has a character that base64 does not have.
  mutating func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var isBase64 = true
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 6) { output, filled in
      unsafe text.withUnsafeBufferPointer { input in
        unsafe Base64.values.withUnsafeBufferPointer { values in
          isBase64 = unsafe decode(input, values, into: output, &filled)
        }
      }
    }
    return isBase64 ? bytes : nil
  }

  /// Returns the bytes of an unfinished group.
  mutating func finish() -> [UInt8] {
    defer { self = Base64Decoder() }
    switch count {
    case 2: return [UInt8(truncatingIfNeeded: bits >> 4)]
    case 3: return [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
    default: return []
    }
  }

  /// Decodes into `output`. Each four characters give three bytes, and at most three characters were left before: `output` has room for (n
  /// / 4 + 2) groups.
  private mutating func decode(
    _ input: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>,
    _ filled: inout Int
  ) -> Bool {
    var index = 0
    let end = input.count
    while index < end {
      if count == 0, !isPadded, end - index >= 4 {
        // Four bytes from an index that is at most the count less four; the table has a value for each byte.
        let a = unsafe values[Int(input[index])]
        let b = unsafe values[Int(input[index + 1])]
        let c = unsafe values[Int(input[index + 2])]
        let d = unsafe values[Int(input[index + 3])]
        if (a | b | c | d) < 64 {
          let group = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
          // Within the room of a group, see above.
          unsafe output[filled] = UInt8(truncatingIfNeeded: group >> 16)
          unsafe output[filled + 1] = UInt8(truncatingIfNeeded: group >> 8)
          unsafe output[filled + 2] = UInt8(truncatingIfNeeded: group)
          filled += 3
          index += 4
          continue
        }
      }
      // The index is below the count.
      let byte = unsafe input[index]
      let value = unsafe values[Int(byte)]
      index += 1
      if value == Base64.space { continue }
      if byte == UInt8(ascii: "=") {
        isPadded = true
        continue
      }
      guard value < 64, !isPadded else { return false }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count == 4 {
        // Within the room of a group, see above.
        unsafe output[filled] = UInt8(truncatingIfNeeded: bits >> 16)
        unsafe output[filled + 1] = UInt8(truncatingIfNeeded: bits >> 8)
        unsafe output[filled + 2] = UInt8(truncatingIfNeeded: bits)
        filled += 3
        bits = 0
        count = 0
      }
    }
    return true
  }
}
