import CPNGShim
import FuzzDriver

/// Has a file read by libpng, by us as a whole, and by us in bands: the same pixels come out, or the same error.
func compareReaders(of data: Span<UInt8>) {
  guard data.count > 33 else { return }
  let (width, height) = (number(in: data, at: 16), number(in: data, at: 20))
  guard (1...100_000).contains(width), (1...100_000).contains(height), width * height <= 300_000 else { return }
  var decoding = CPNGDecoding(width: UInt32(width), height: UInt32(height), sideLimit: 100_000, isDeep: 0, isByLibrary: 1)
  let referee = decode(data, decoding)
  decoding.isByLibrary = 0
  let own = decode(data, decoding)
  require(own == referee, "our rows are not libpng's")
  // The bands of an interlaced picture are not read one after the other.
  guard data[28] == 0 else { return }
  let bands = decodeBands(data, decoding, rows: Int(data[data.count - 1] % 7) + 1)
  require(bands == referee, "our rows in bands are not libpng's")
}

private struct Reading: Equatable {
  let status: UInt32
  let message: [CChar]
  /// Empty where there was an error.
  let pixels: [UInt8]

  init(_ result: CPNGResult, _ pixels: [UInt8]) {
    status = result.status.rawValue
    // The shim ends the message with a zero.
    message = unsafe withUnsafeBytes(of: result.message) { bytes in unsafe bytes.map { CChar(bitPattern: $0) }.prefix { $0 != 0 } }
    self.pixels = result.status == CPNGStatusDone ? pixels : []
  }
}

private func decode(_ data: Span<UInt8>, _ decoding: CPNGDecoding) -> Reading {
  var pixels = [UInt8](repeating: 0, count: Int(decoding.width) * Int(decoding.height) * 4)
  let result = unsafe data.withUnsafeBufferPointer { input in
    // `pixels` has room for width * height * 4 bytes.
    unsafe CPNGDecode(input.baseAddress, input.count, decoding, &pixels)
  }
  return Reading(result, pixels)
}

private func decodeBands(_ data: Span<UInt8>, _ decoding: CPNGDecoding, rows: Int) -> Reading {
  let stride = Int(decoding.width) * 4
  var pixels: [UInt8] = []
  // The reader keeps the input's address, so it is closed before the closure that lends it returns.
  let result = unsafe data.withUnsafeBufferPointer { input in
    var reader: OpaquePointer?
    var result = unsafe CPNGOpen(input.baseAddress, input.count, decoding, &reader)
    defer { unsafe CPNGClose(reader) }
    var row = 0
    while result.status == CPNGStatusDone, row < Int(decoding.height) {
      let count = min(rows, Int(decoding.height) - row)
      var band = [UInt8](repeating: 0, count: count * stride)
      // The band has room for `count` rows, and so many are left.
      result = unsafe CPNGReadRows(reader, UInt32(count), &band)
      pixels += band
      row += count
    }
    return result
  }
  return Reading(result, pixels)
}

/// Reads four bytes, of which the caller knows that they are there.
private func number(in data: Span<UInt8>, at offset: Int) -> Int {
  (0..<4).reduce(0) { $0 << 8 | Int(data[offset + $1]) }
}
