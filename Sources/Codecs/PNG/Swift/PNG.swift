import CPNGShim
package import ImageCore

/// Portable Network Graphics, through libpng (W3C PNG Specification, Third Edition).
///
/// Of an animation the default image is decoded.
package struct PNG: ImageCodec {
  package static let id = FormatID("png")

  package let format: ImageFormat

  package init() {
    // Both are pointers to constants that end with a zero.
    let version = unsafe String(cString: CPNGVersion())
    let compressor = unsafe String(cString: CPNGCompressorVersion())
    format = ImageFormat(
      id: PNG.id, mediaType: "image/png", fileExtensions: ["png"],
      capabilities: [.decode, .encode, .alpha, .lossless, .shownByBrowsers],
      library: "libpng \(version), libdeflate \(compressor)")
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    hasPNGSignature(prefix)
  }

  package func open(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> any ImageContainer {
    try PNGContainer(of: data, limits: limits)
  }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { header.bitDepth == 16 ? .rgba16 : .rgba8 }

  package func encode(_ image: Raster, metadata: ImageMetadata, settings: any EncodeSettings) throws(CodecError) -> [UInt8] {
    guard let settings = settings as? PNGSettings else { preconditionFailure("the settings are another codec's") }
    return try encodePNG(image, metadata: metadata, settings: settings)
  }
}

extension CodecError {
  /// Creates an error about a PNG.
  init(png kind: Kind, _ detail: String = "") {
    self.init(format: PNG.id, kind: kind, detail: detail)
  }
}
