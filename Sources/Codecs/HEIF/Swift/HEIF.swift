import CHEIFShim
package import ImageCore

/// HEIC and other HEIF files through libheif, for reading only: the primary still picture, HEVC or AV1, upright and with straight alpha. Of
/// a sequence beside it only the number of pictures is reported. Files with a brand of AV1 and none of HEVC are ``AVIF``.
///
/// ``ContainerInspection`` validates a file before libheif sees it and lists the costs that remain.
package struct HEIF: ImageCodec {
  package static let id = FormatID("heic")

  package let format: ImageFormat

  package init() {
    let version = cheif_version()
    format = ImageFormat(
      id: HEIF.id, mediaType: "image/heic", alternativeMediaTypes: ["image/heif"],
      fileExtensions: ["heic", "heif", "hif"], capabilities: [.decode],
      library: "libheif \(version >> 24).\(version >> 16 & 255).\(version >> 8 & 255)")
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    Brands.family(of: prefix) == .heif
  }

  package func open(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> any ImageContainer {
    try HEIFContainer(data, limits: limits)
  }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { header.bitDepth > 8 ? .rgba16 : .rgba8 }

  package func encode(_ image: Raster, metadata: ImageMetadata, settings: any EncodeSettings) throws(CodecError) -> [UInt8] {
    throw HEIF.error(.cannotEncode("this program only reads it"))
  }

  static func error(_ kind: CodecError.Kind, _ detail: String = "") -> CodecError {
    CodecError(format: id, kind: kind, detail: detail)
  }
}
