import CHEIFShim
package import ImageCore

/// HEIC and other HEIF files through libheif, for reading only: the primary still picture, HEVC or AV1, upright and with straight alpha.
/// Of a sequence beside it only the number of pictures is told.
/// Files whose brands say AV1 and not HEVC are ``AVIF``.
///
/// ``ContainerInspection`` checks a file before libheif sees it and says what libheif cannot be held to.
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

  /// The orientation is always upright: libheif applies a file's rotation and mirroring, and EXIF orientation has no say in HEIF
  /// (ISO/IEC 23008-12, A.2.4), so that nothing is turned twice.
  package func readHeader(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageHeader {
    let inspection = try ContainerInspection(data, limits: limits)
    let summary = try HEIF.readSummary(of: data, limits: limits)
    guard let size = PixelSize(checking: Int(summary.width), Int(summary.height)), summary.luma_bits > 0 else {
      throw HEIF.error(.malformed)
    }
    try limits.check(size, format: HEIF.id)
    return ImageHeader(
      format: HEIF.id, size: size, orientation: .upright, colourModel: inspection.isGrey ? .grey : .rgb,
      bitDepth: Int(summary.luma_bits), hasAlpha: summary.has_alpha, frameCount: inspection.frameCount, storedSize: inspection.storedSize,
      storedOrientation: inspection.storedOrientation)
  }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { header.bitDepth > 8 ? .rgba16 : .rgba8 }

  package func decode(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, into pixels: inout MutableSpan<UInt8>
  ) throws(CodecError) {
    let header = try readHeader(of: data, limits: limits)
    let isDeep = layout.format == .rgba16 && header.bitDepth > 8
    guard layout.format == .rgba8 || isDeep else { throw HEIF.error(.unsupported("decoding to \(layout.format.rawValue)")) }
    guard layout.size == header.size else { throw HEIF.error(.unsupported("decoding to \(layout.size)")) }
    precondition(pixels.count == layout.byteCount, "the buffer is the layout's")
    let isPremultiplied = try HEIF.decodePixels(of: data, size: layout.size, isDeep: isDeep, limits: limits, into: &pixels)
    if isPremultiplied { isDeep ? StraightAlpha.restoreDeep(&pixels) : StraightAlpha.restore(&pixels) }
  }

  /// Boxes count their bytes, and items say where theirs lie; a last box that is missing as a whole, and that no item lies in, cannot be
  /// known of (ISO/IEC 14496-12, 4.2 and 8.11.3).
  package func isCutShort(_ data: Span<UInt8>, limits: DecodeLimits) -> Bool {
    do throws(CodecError) {
      _ = try ContainerInspection(data, limits: limits)
      return false
    } catch {
      return error.kind == .truncated
    }
  }

  /// A profile counts before code points (`nclx`).
  package func readMetadata(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageMetadata {
    let inspection = try ContainerInspection(data, limits: limits)
    let blocks = try HEIF.readBlocks(of: data, limits: limits)
    var metadata = ImageMetadata(
      iccProfile: blocks.icc.isEmpty ? nil : blocks.icc, exif: HEIF.tiff(in: blocks.exif), xmp: blocks.xmp.isEmpty ? nil : blocks.xmp)
    if metadata.colourSpace == nil, let codePoints = inspection.codePoints {
      metadata.colourSpace = codePoints.isSRGB ? .sRGB : .codePoints(codePoints)
    }
    metadata.hasContentCredentials = inspection.hasContentCredentials
    return metadata
  }

  package func encode(_ image: Raster, metadata: ImageMetadata, options: EncodeOptions) throws(CodecError) -> [UInt8] {
    throw HEIF.error(.cannotEncode("this program only reads it"))
  }

  /// An EXIF item begins with the distance from its fifth byte to the TIFF header (ISO/IEC 23008-12, A.2.1).
  static func tiff(in item: [UInt8]) -> [UInt8]? {
    guard item.count > 4 else { return nil }
    let offset = item[..<4].reduce(0) { $0 << 8 | Int($1) }
    guard offset < item.count - 4 else { return nil }
    let block = item[(4 + offset)...]
    // Some writers count from before JPEG's name of the block.
    return Array(block.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]) ? block.dropFirst(6) : block)
  }

  static func error(_ kind: CodecError.Kind, _ detail: String = "") -> CodecError {
    CodecError(format: id, kind: kind, detail: detail)
  }
}
