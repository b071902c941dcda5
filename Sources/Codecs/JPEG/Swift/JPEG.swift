import CJPEGShim
package import ImageCore

/// JPEG (ITU-T T.81) in the JFIF and Exif file formats, through libjpeg-turbo.
package struct JPEG: ImageCodec {
  package static let id = FormatID("jpeg")

  package let format: ImageFormat

  package init() {
    // The shim answers a pointer to a constant that ends with a zero.
    let version = unsafe String(cString: CJPEGVersion())
    format = ImageFormat(
      id: JPEG.id, mediaType: "image/jpeg", alternativeMediaTypes: ["image/jpg"], fileExtensions: ["jpg", "jpeg", "jpe", "jfif"],
      capabilities: [.decode, .encode, .lossy, .scaledDecode, .progressive, .chromaSampling],
      longestSide: JPEG.longestSide, library: "libjpeg-turbo \(version)")
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    prefix.count >= 3 && prefix[0] == 0xFF && prefix[1] == 0xD8 && prefix[2] == 0xFF
  }

  package func readHeader(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageHeader {
    try JPEGHeader(of: data, limits: limits).imageHeader
  }

  package func decodedSize(for header: ImageHeader, fitting target: PixelSize) -> PixelSize {
    JPEGScale.smallest(of: header.size, covering: target).size(of: header.size)
  }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { header.colourModel == .cmyk ? .cmyk8 : .rgba8 }

  package func decode(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, into pixels: inout MutableSpan<UInt8>
  ) throws(CodecError) {
    let header = try JPEGHeader(of: data, limits: limits)
    try decodeJPEG(data, header: header, as: layout, limits: limits, into: &pixels)
  }

  package func decodeRows(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, take: (Span<UInt8>) -> Bool
  ) throws(CodecError) {
    let header = try JPEGHeader(of: data, limits: limits)
    try decodeJPEGRows(data, header: header, as: layout, limits: limits, take: take)
  }

  package func readMetadata(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageMetadata {
    try readJPEGMetadata(of: data, limits: limits)
  }

  package func encode(_ image: Raster, metadata: ImageMetadata, options: EncodeOptions) throws(CodecError) -> [UInt8] {
    try encodeJPEG(image, metadata: metadata, options: options)
  }
}

extension CodecError {
  /// An error about a JPEG.
  init(jpeg kind: Kind, _ detail: String = "") {
    self.init(format: JPEG.id, kind: kind, detail: detail)
  }
}
