import ImageCore

/// The facts of the primary picture, from a file's boxes and libheif's one pass over them.
struct HEIFContainer: ImageContainer {
  let header: ImageHeader
  private let limits: DecodeLimits
  private let icc: HEIF.Summary.Block
  private let exif: HEIF.Summary.Block
  private let xmp: HEIF.Summary.Block
  private let codePoints: ColourCodePoints?
  private let hasContentCredentials: Bool
  private let tileAlpha: TileAlpha?

  /// Reads the facts. The orientation is always upright: libheif applies a file's rotation and mirroring, and EXIF orientation has no
  /// effect in HEIF (ISO/IEC 23008-12, A.2.4), so that nothing is turned twice.
  ///
  /// - Parameter format: the name in the header and in every error.
  init(_ data: Span<UInt8>, limits: DecodeLimits, format: FormatID = HEIF.id) throws(CodecError) {
    let (inspection, summary) = try HEIFContainer.named(format) { () throws(CodecError) in
      let inspection = try ContainerInspection(data, limits: limits)
      let summary = try HEIFContainer.summary(of: data, inspection, limits)
      try limits.check(summary.size, format: HEIF.id)
      guard summary.lumaBits > 0 || inspection.lumaBits > 0 else { throw HEIF.error(.malformed) }
      return (inspection, summary)
    }
    header = ImageHeader(
      format: format, size: summary.size, orientation: .upright, colourModel: inspection.isGrey ? .grey : .rgb,
      bitDepth: summary.lumaBits > 0 ? summary.lumaBits : inspection.lumaBits, hasAlpha: summary.hasAlpha || inspection.hasAlpha,
      frameCount: inspection.frameCount, storedSize: inspection.storedSize,
      storedOrientation: inspection.storedOrientation)
    self.limits = limits
    icc = summary.icc
    exif = summary.exif
    xmp = summary.xmp
    codePoints = inspection.codePoints
    hasContentCredentials = inspection.hasContentCredentials
    tileAlpha = inspection.tileAlpha
  }

  private static func summary(
    of data: Span<UInt8>, _ inspection: ContainerInspection, _ limits: DecodeLimits
  ) throws(CodecError) -> HEIF.Summary {
    guard let file = inspection.tileAlpha?.file(data) else { return try HEIF.readSummary(of: data, limits: limits) }
    return try HEIF.readSummary(of: file.span, limits: limits)
  }

  private static func named<Value>(_ format: FormatID, _ body: () throws(CodecError) -> Value) throws(CodecError) -> Value {
    do throws(CodecError) {
      return try body()
    } catch {
      throw CodecError(format: format, kind: error.kind, detail: error.detail)
    }
  }

  func decode(_ data: Span<UInt8>, as layout: RasterLayout, into pixels: inout MutableSpan<UInt8>) throws(CodecError) {
    precondition(pixels.count == layout.byteCount, "the buffer is the layout's")
    var filled = 0
    try decodeRows(data, as: layout) { rows in
      unsafe pixels.withUnsafeMutableBufferPointer { target in
        unsafe rows.withUnsafeBufferPointer { source in
          // The slice is checked against the buffer, and has the source's count.
          _ = unsafe UnsafeMutableBufferPointer(rebasing: target[filled..<filled + source.count]).update(fromContentsOf: source)
        }
      }
      filled += rows.count
      return true
    }
  }

  /// Decodes the picture. The array grows while libheif's planes shrink, so that both are never there as a whole.
  func pixels(of data: Span<UInt8>, as layout: RasterLayout) throws(CodecError) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(layout.byteCount)
    try decodeRows(data, as: layout) { rows in
      // The array copies exactly the buffer.
      unsafe rows.withUnsafeBufferPointer { unsafe pixels.append(contentsOf: $0) }
      return true
    }
    return pixels
  }

  /// Decodes rows. libheif decodes a picture as a whole; only the second copy of it is saved.
  func decodeRows(_ data: Span<UInt8>, as layout: RasterLayout, take: (Span<UInt8>) -> Bool) throws(CodecError) {
    try HEIFContainer.named(header.format) { () throws(CodecError) in
      let isDeep = layout.format == .rgba16 && header.bitDepth > 8
      guard layout.format == .rgba8 || isDeep else { throw HEIF.error(.unsupported("decoding to \(layout.format.rawValue)")) }
      guard layout.size == header.size else { throw HEIF.error(.unsupported("decoding to \(layout.size)")) }
      guard let file = tileAlpha?.file(data) else { return try HEIF.decodeRows(of: data, as: layout, limits: limits, take: take) }
      try HEIF.decodeRows(of: file.span, as: layout, limits: limits, take: take)
    }
  }

  /// Returns `false`: boxes count their bytes, and items state their places, so a file that lacks any is not opened; a last box that is
  /// missing as a whole, and that no item lies in, cannot be noticed (ISO/IEC 14496-12, 4.2 and 8.11.3).
  func isCutShort(_ data: Span<UInt8>) -> Bool { false }

  /// Reads the metadata. A profile takes precedence over code points (`nclx`).
  func readMetadata(of data: Span<UInt8>) throws(CodecError) -> ImageMetadata {
    try check(icc, .profileBytes, limits.profileBytes)
    for block in [exif, xmp] { try check(block, .metadataBytes, limits.metadataBytes) }
    var metadata = ImageMetadata(
      iccProfile: icc.bytes.isEmpty ? nil : icc.bytes, exif: HEIFContainer.tiff(in: exif.bytes), xmp: xmp.bytes.isEmpty ? nil : xmp.bytes)
    if metadata.colourSpace == nil, let codePoints { metadata.colourSpace = codePoints.isSRGB ? .sRGB : .codePoints(codePoints) }
    metadata.hasContentCredentials = hasContentCredentials
    return metadata
  }

  private func check(_ block: HEIF.Summary.Block, _ kind: CodecError.Limit, _ limit: Int) throws(CodecError) {
    guard block.count <= limit else {
      throw CodecError(format: header.format, kind: .limit(kind, actual: block.count, allowed: limit))
    }
  }

  /// Returns the TIFF structure of an EXIF item, which begins with the distance from its fifth byte to the TIFF header (ISO/IEC 23008-12,
  /// A.2.1).
  static func tiff(in item: [UInt8]) -> [UInt8]? {
    guard item.count > 4 else { return nil }
    let offset = item[..<4].reduce(0) { $0 << 8 | Int($1) }
    guard offset < item.count - 4 else { return nil }
    let block = item[(4 + offset)...]
    // Some writers count from before JPEG's name of the block.
    return Array(block.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]) ? block.dropFirst(6) : block)
  }
}

/// The bytes of an item that may lie in several pieces, as one row.
struct ItemBytes {
  private let extents: [Range<Int>]
  let count: Int

  /// - Precondition: every extent lies inside the bytes that this is used with.
  init(_ extents: [Range<Int>]) {
    self.extents = extents
    count = extents.reduce(0) { $0 + $1.count }
  }

  /// Reads a big-endian integer of at most 4 bytes, or returns `nil` if the item ends before.
  func integer(in data: Span<UInt8>, at offset: Int, count: Int) -> Int? {
    guard offset >= 0, count <= self.count - offset else { return nil }
    return copy(of: data, at: offset, count: count).reduce(0) { $0 << 8 | Int($1) }
  }

  /// Returns up to `count` bytes from `offset` on.
  func copy(of data: Span<UInt8>, at offset: Int, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var skipped = 0
    for extent in extents where bytes.count < count {
      let start = max(0, offset - skipped)
      skipped += extent.count
      guard start < extent.count else { continue }
      let first = extent.lowerBound + start
      let last = min(extent.upperBound, first + count - bytes.count)
      for index in first..<last { bytes.append(data[index]) }
    }
    return bytes
  }
}
