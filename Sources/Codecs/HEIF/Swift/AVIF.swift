package import ImageCore

/// AVIF (AV1 Image File Format 1.1): the same container as ``HEIF`` and the same library, with a name of its own so that no file is
/// ever written as what it is not. For reading only.
package struct AVIF: ImageCodec {
  package static let id = FormatID("avif")

  package let format: ImageFormat
  private let container = HEIF()

  package init() {
    format = ImageFormat(
      id: AVIF.id, mediaType: "image/avif", fileExtensions: ["avif"], capabilities: [.decode], library: container.format.library)
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    Brands.family(of: prefix) == .avif
  }

  package func readHeader(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageHeader {
    let header = try named { () throws(CodecError) in try container.readHeader(of: data, limits: limits) }
    return ImageHeader(
      format: AVIF.id, size: header.size, orientation: header.orientation, colourModel: header.colourModel, bitDepth: header.bitDepth,
      hasAlpha: header.hasAlpha, frameCount: header.frameCount, storedSize: header.storedSize,
      storedOrientation: header.storedOrientation)
  }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { container.nativeFormat(for: header) }

  package func decode(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, into pixels: inout MutableSpan<UInt8>
  ) throws(CodecError) {
    do throws(CodecError) {
      try container.decode(data, as: layout, limits: limits, into: &pixels)
    } catch {
      throw AVIF.renamed(error)
    }
  }

  package func isCutShort(_ data: Span<UInt8>, limits: DecodeLimits) -> Bool { container.isCutShort(data, limits: limits) }

  package func readMetadata(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageMetadata {
    try named { () throws(CodecError) in try container.readMetadata(of: data, limits: limits) }
  }

  package func encode(_ image: Raster, metadata: ImageMetadata, options: EncodeOptions) throws(CodecError) -> [UInt8] {
    try named { () throws(CodecError) in try container.encode(image, metadata: metadata, options: options) }
  }

  private func named<Value>(_ body: () throws(CodecError) -> Value) throws(CodecError) -> Value {
    do throws(CodecError) {
      return try body()
    } catch {
      throw AVIF.renamed(error)
    }
  }

  private static func renamed(_ error: CodecError) -> CodecError {
    CodecError(format: id, kind: error.kind, detail: error.detail)
  }
}
