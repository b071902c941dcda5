import CLibFuzzer

/// libFuzzer's mutations, with the chunks' checksums made right again most of the time: libpng refuses a wrong one before it looks inside.
package func mutatePNG(_ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int, _ capacity: Int, _ seed: CUnsignedInt) -> Int {
  // libFuzzer owns `capacity` bytes from `bytes` on, of which `count` are the input.
  let mutated = unsafe LLVMFuzzerMutate(bytes, count, capacity)
  guard !seed.isMultiple(of: 8) else { return mutated }
  // LLVMFuzzerMutate answers at most `capacity`.
  let buffer = unsafe UnsafeMutableBufferPointer(start: bytes, count: bytes == nil ? 0 : mutated)
  var data = unsafe buffer.mutableSpan
  repairChecksums(of: &data)
  return mutated
}

/// Rewrites the checksum of each chunk that fits, from the first behind the signature on (PNG, third edition, section 5.3).
private func repairChecksums(of data: inout MutableSpan<UInt8>) {
  let table = checksumTable()
  var start = 8
  while data.count - start >= 12 {
    var length = 0
    for index in start..<start + 4 { length = length << 8 | Int(data[index]) }
    guard length <= data.count - start - 12 else { return }
    var checksum = UInt32.max
    for index in start + 4..<start + 8 + length {
      checksum = table[Int((checksum ^ UInt32(data[index])) & 0xFF)] ^ (checksum >> 8)
    }
    checksum = ~checksum
    for place in 0..<4 { data[start + 8 + length + place] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * place)) }
    start += 12 + length
  }
}

/// The remainders of all bytes for the polynomial of ISO 3309, bits reversed.
private func checksumTable() -> [UInt32] {
  (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in remainder & 1 == 1 ? 0xEDB8_8320 ^ (remainder >> 1) : remainder >> 1 }
  }
}
