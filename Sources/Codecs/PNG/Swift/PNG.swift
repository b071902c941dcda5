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
      capabilities: [.decode, .encode, .alpha, .lossless, .compressionLevel, .palette],
      library: "libpng \(version), libdeflate \(compressor)")
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    hasPNGSignature(prefix)
  }

  package func readHeader(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageHeader {
    try PNGHeader(of: data, limits: limits).imageHeader
  }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { header.bitDepth == 16 ? .rgba16 : .rgba8 }

  package func decode(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, into pixels: inout MutableSpan<UInt8>
  ) throws(CodecError) {
    let header = try PNGHeader(of: data, limits: limits)
    try decodePNG(data, header: header, as: layout, limits: limits, into: &pixels)
  }

  package func decodeRows(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, take: (Span<UInt8>) -> Bool
  ) throws(CodecError) {
    let header = try PNGHeader(of: data, limits: limits)
    guard !header.isInterlaced else { return try decodeWhole(data, as: layout, limits: limits, take: take) }
    try decodePNGRows(data, header: header, as: layout, limits: limits, take: take)
  }

  package func readMetadata(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageMetadata {
    try readPNGMetadata(of: data, limits: limits)
  }

  package func encode(_ image: Raster, metadata: ImageMetadata, options: EncodeOptions) throws(CodecError) -> [UInt8] {
    try encodePNG(image, metadata: metadata, options: options)
  }
}

extension CodecError {
  /// An error about a PNG.
  init(png kind: Kind, _ detail: String = "") {
    self.init(format: PNG.id, kind: kind, detail: detail)
  }
}
