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
