/// The one way from pixels to bytes.
package struct ImageWriter: Sendable {
  package let codecs: CodecRegistry

  package init(codecs: CodecRegistry) { self.codecs = codecs }

  /// Encodes pixels with only the given metadata; samples of 16 bits are rounded to 8. Pixels that kept a profile are written with it.
  /// Other colour spaces are refused: they are converted before they come here.
  ///
  /// - Parameters:
  ///   - settings: of the format's codec.
  ///   - xmp: a packet to write with the pixels; `nil` for none.
  package func write(
    _ raster: Raster, as format: FormatID, settings: any EncodeSettings, xmp: [UInt8]? = nil
  ) throws(CodecError) -> [UInt8] {
    try write(raster, with: encoder(for: format), settings: settings, xmp: xmp)
  }

  /// Encodes pixels in the format's usual way.
  package func write(
    _ raster: Raster, as format: FormatID, fidelity: Fidelity = Fidelity(), xmp: [UInt8]? = nil
  ) throws(CodecError) -> [UInt8] {
    let codec = try encoder(for: format)
    return try write(raster, with: codec, settings: codec.encodeSettings(for: fidelity), xmp: xmp)
  }

  private func encoder(for format: FormatID) throws(CodecError) -> any ImageCodec {
    guard let codec = codecs.codec(for: format), codec.format.can(.encode) else {
      throw CodecError(format: format, kind: .cannotEncode("this program has no encoder for it"))
    }
    return codec
  }

  private func write(
    _ raster: Raster, with codec: any ImageCodec, settings: any EncodeSettings, xmp: [UInt8]?
  ) throws(CodecError) -> [UInt8] {
    var metadata = ImageMetadata(xmp: xmp)
    switch raster.colourSpace {
    case .sRGB: break
    case .profile(let profile): metadata.iccProfile = profile
    case .codePoints, .calibrated:
      throw CodecError(format: codec.format.id, kind: .cannotEncode("its colours are neither sRGB nor told by a profile"))
    }
    return try codec.encode(raster.roundedToBytes(), metadata: metadata, settings: settings)
  }
}
