/// The one way from pixels to bytes.
package struct ImageWriter: Sendable {
  package let codecs: CodecRegistry

  package init(codecs: CodecRegistry) { self.codecs = codecs }

  /// Encodes pixels without metadata; samples of 16 bits are rounded to 8. Pixels that kept a profile are written with it.
  /// - Precondition: the raster is sRGB or carries a profile; other colour spaces are converted before they come here.
  package func write(_ raster: Raster, as format: FormatID, options: EncodeOptions = EncodeOptions()) throws(CodecError)
    -> [UInt8]
  {
    guard let codec = codecs.codec(for: format), codec.format.can(.encode) else {
      throw CodecError(format: format, kind: .cannotEncode("this program has no encoder for it"))
    }
    var metadata = ImageMetadata.none
    switch raster.colourSpace {
    case .sRGB: break
    case .profile(let profile): metadata = ImageMetadata(iccProfile: profile)
    case .codePoints, .calibrated: preconditionFailure("colours without a profile are converted before they are written")
    }
    return try codec.encode(raster.roundedToBytes(), metadata: metadata, options: options)
  }
}
