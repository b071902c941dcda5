package import ImageCore

/// AVIF (AV1 Image File Format 1.1): the same container as ``HEIF`` and the same library, with a name of its own so that no file is ever
/// written under a wrong one. For reading only.
package struct AVIF: ImageCodec {
  package static let id = FormatID("avif")

  package let format: ImageFormat
  private let container = HEIF()

  package init() {
    format = ImageFormat(
      id: AVIF.id, mediaType: "image/avif", fileExtensions: ["avif"], capabilities: [.decode, .shownByBrowsers],
      library: container.format.library)
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    Brands.family(of: prefix) == .avif
  }

  package func open(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> any ImageContainer {
    try HEIFContainer(data, limits: limits, format: AVIF.id)
  }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { container.nativeFormat(for: header) }

  package func encode(_ image: Raster, metadata: ImageMetadata, settings: any EncodeSettings) throws(CodecError) -> [UInt8] {
    throw CodecError(format: AVIF.id, kind: .cannotEncode("this program only reads it"))
  }
}
