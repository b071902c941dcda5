/// The one way from pixels to bytes.
package struct ImageWriter: Sendable {
  package let codecs: CodecRegistry

  package init(codecs: CodecRegistry) { self.codecs = codecs }

  /// Encodes sRGB pixels without metadata.
  /// - Precondition: the raster is sRGB; colour is converted before it comes here.
  package func write(_ raster: Raster, as format: FormatID, options: EncodeOptions = EncodeOptions()) throws(CodecError)
    -> [UInt8]
  {
    precondition(raster.colourSpace == .sRGB, "only sRGB is written")
    guard let codec = codecs.codec(for: format), codec.format.can(.encode) else {
      throw CodecError(format: format, kind: .cannotEncode("this program has no encoder for it"))
    }
    return try codec.encode(raster, metadata: .none, options: options)
  }
}
