/// The one way from bytes to pixels: sniff by content, check every limit, parse once.
package struct ImageReader: Sendable {
  package let codecs: CodecRegistry
  package let limits: DecodeLimits

  package init(codecs: CodecRegistry, limits: DecodeLimits = .standard) {
    self.codecs = codecs
    self.limits = limits
  }

  /// Returns the codec that these bytes belong to, after the checks that need no codec.
  package func codec(for data: Span<UInt8>) throws(CodecError) -> any ImageCodec {
    guard data.count > 0 else { throw CodecError(format: nil, kind: .empty) }
    guard data.count <= limits.encodedBytes else {
      throw CodecError(format: nil, kind: .limit(.encodedBytes, actual: data.count, allowed: limits.encodedBytes))
    }
    guard let codec = codecs.codec(recognizing: data) else { throw CodecError(format: nil, kind: .unrecognized) }
    return codec
  }

  /// Opens a file: reads its structure and checks its header, so that the picture in it may be decoded.
  package func open(_ bytes: [UInt8]) throws(CodecError) -> OpenedPicture {
    try OpenedPicture(bytes, codec: codec(for: bytes.span), limits: limits)
  }
}

/// A decoded picture with its file's header.
package struct DecodedImage: Sendable {
  /// Stored orientation, the file's own colour space.
  package let raster: Raster
  package let header: ImageHeader
  package let format: ImageFormat

  /// The picture's place in the raster; all of it unless it was decoded to a smaller size.
  package var region: ReducedRaster.Region { ReducedRaster.Region(of: header.size, decodedTo: raster.size) }
}

/// A plan of decoding a file, after every check that can be made before.
package struct DecodingPlan: Sendable {
  package let header: ImageHeader
  /// The size and format of the pixels, in stored orientation.
  package let layout: RasterLayout
  /// The file's own colour space.
  package let colourSpace: ColourSpace

  /// The picture's place in the pixels.
  package var region: ReducedRaster.Region { ReducedRaster.Region(of: header.size, decodedTo: layout.size) }
}

extension ReducedRaster.Region {
  /// Creates the region that a codec's scaled decoding leaves of a picture.
  fileprivate init(of full: PixelSize, decodedTo size: PixelSize) {
    var divisor = 1
    while divisor < full.longestSide, full.dividedRoundingUp(by: divisor) != size { divisor *= 2 }
    self.init(
      x: 0, y: 0, width: min(Double(full.width) / Double(divisor), Double(size.width)),
      height: min(Double(full.height) / Double(divisor), Double(size.height)))
  }
}
