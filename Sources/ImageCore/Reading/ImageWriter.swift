/// The one way from pixels to bytes.
package struct ImageWriter: Sendable {
  package let codecs: CodecRegistry

  package init(codecs: CodecRegistry) { self.codecs = codecs }

  /// Encodes pixels without metadata but what is given; samples of 16 bits are rounded to 8. Pixels that kept a profile are written with it.
  /// Other colour spaces are refused: they are converted before they come here.
  ///
  /// - Parameter xmp: a packet to write with the pixels; nil for none.
  package func write(
    _ raster: Raster, as format: FormatID, options: EncodeOptions = EncodeOptions(), xmp: [UInt8]? = nil
  ) throws(CodecError) -> [UInt8] {
    guard let codec = codecs.codec(for: format), codec.format.can(.encode) else {
      throw CodecError(format: format, kind: .cannotEncode("this program has no encoder for it"))
    }
    var metadata = ImageMetadata(xmp: xmp)
    switch raster.colourSpace {
    case .sRGB: break
    case .profile(let profile): metadata.iccProfile = profile
    case .codePoints, .calibrated:
      throw CodecError(format: format, kind: .cannotEncode("its colours are neither sRGB nor told by a profile"))
    }
    return try codec.encode(raster.roundedToBytes(), metadata: metadata, options: options)
  }
}
