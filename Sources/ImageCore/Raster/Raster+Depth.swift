extension Raster {
  /// Returns the picture with 8 bits a sample, each rounded to the nearest level; unchanged if it has 8 already.
  ///
  /// - Precondition: the format has 8 bits a sample or is `rgba16`.
  package func roundedToBytes() -> Raster {
    guard format.bytesPerChannel == 2 else { return self }
    precondition(format == .rgba16, "deep pictures are RGBA")
    guard let target = RasterLayout(size: size, format: .rgba8) else { preconditionFailure("half of the bytes can be counted") }
    var result = [UInt8](repeating: 0, count: target.byteCount)
    let source = pixels.span
    var bytes = result.mutableSpan
    for index in bytes.indices {
      // Two bytes for each of the target's; the machine's byte order, as `PixelFormat` says.
      let sample = UInt32(source[2 * index + deepLowByte]) | UInt32(source[2 * index + 1 - deepLowByte]) << 8
      // 257 levels of 16 bits for one of 8; halves go up.
      bytes[index] = UInt8((sample + 128) / 257)
    }
    return Raster(layout: target, pixels: result, colourSpace: colourSpace)
  }
}

/// The offset of the low byte in a 16-bit sample.
private let deepLowByte = 1.littleEndian == 1 ? 0 : 1
