import CPNGShim
import ImageCore

extension PNGContainer {
  /// Decodes the picture, and then inflates it once more to find where its data end: libpng reads no further than it has to.
  func hasIdleBytes(in data: Span<UInt8>) throws(CodecError) -> Bool {
    guard let layout = RasterLayout(size: size, format: .rgba8) else {
      throw CodecError(png: .limit(.decodedBytes, actual: .max, allowed: limits.decodedBytes))
    }
    try decodeRows(data, as: layout) { _ in true }
    var found: Int32 = 0
    let result = unsafe data.withUnsafeBufferPointer { input in
      // The input's count is that of the buffer.
      unsafe CPNGFindIdleBytes(input.baseAddress, input.count, filteredBytes, &found)
    }
    if let error = CodecError(result) { throw error }
    return found != 0
  }

  /// Bytes of all rows with the number of each one's filter before it (PNG specification, 9.1); interlaced ones in seven passes (8.1).
  private var filteredBytes: Int {
    func bytes(_ width: Int, _ height: Int) -> Int { width > 0 && height > 0 ? height * (1 + (width * bitsPerPixel + 7) / 8) : 0 }
    guard isInterlaced else { return bytes(size.width, size.height) }
    let passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    return passes.reduce(0) { total, pass in
      let (x, y, columns, rows) = pass
      return total + bytes((size.width - x + columns - 1) / columns, (size.height - y + rows - 1) / rows)
    }
  }
}
