import CHEIFShim
import ImageCore

extension HEIF {
  /// Returns a buffer for the shim's message, which always ends with 0.
  private static func messageBuffer() -> [CChar] { [CChar](repeating: 0, count: 200) }

  /// Returns the limit of a side for libheif, which compares with "at least" in one place and "more than" in another: the largest allowed
  /// side plus one; the exact limit was checked before.
  private static func sideLimit(_ limits: DecodeLimits) -> Int32 {
    Int32(clamping: limits.side < Int.max ? limits.side + 1 : limits.side)
  }

  /// libheif's facts about the primary picture, from one pass over the file.
  struct Summary {
    /// After rotation, mirroring and cropping.
    let size: PixelSize
    /// As stored; below 1 if libheif does not know them, which it does for coded pictures and grids only.
    let lumaBits: Int
    let hasAlpha: Bool
    let icc: Block
    let exif: Block
    let xmp: Block

    /// A block with its size; without bytes if it is longer than its limit.
    struct Block {
      let bytes: [UInt8]
      let count: Int

      init(_ block: CHEIFBlock) {
        // The shim reports the count of its allocation.
        bytes = unsafe block.bytes.map { unsafe [UInt8](UnsafeBufferPointer(start: $0, count: block.count)) } ?? []
        count = unsafe block.count
      }
    }
  }

  static func readSummary(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> Summary {
    var summary = unsafe CHEIFSummary()
    defer { unsafe cheif_release(&summary) }
    var message = messageBuffer()
    let capacity = message.count
    let status = unsafe data.withUnsafeBufferPointer { bytes in
      // Bytes and message are used up to their own counts.
      unsafe cheif_read_summary(
        bytes.baseAddress, bytes.count, sideLimit(limits), limits.profileBytes, limits.metadataBytes, &summary, &message, capacity)
    }
    try check(status, message)
    guard let size = unsafe PixelSize(checking: Int(summary.width), Int(summary.height)) else {
      throw error(.malformed)
    }
    return unsafe Summary(
      size: size, lumaBits: Int(summary.luma_bits), hasAlpha: summary.has_alpha, icc: Summary.Block(summary.icc),
      exif: Summary.Block(summary.exif), xmp: Summary.Block(summary.xmp))
  }

  /// Rows that are passed on at once.
  private static let bandHeight = 16

  /// Decodes the picture and passes its rows on from the top, with colours that are not multiplied by alpha.
  ///
  /// - Parameter take: returns whether it wants more.
  static func decodeRows(
    of data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, take: (Span<UInt8>) -> Bool
  ) throws(CodecError) {
    let isDeep = layout.format == .rgba16
    var reader: OpaquePointer?
    var isPremultiplied = false
    var message = messageBuffer()
    let capacity = message.count
    let status = unsafe data.withUnsafeBufferPointer { bytes in
      // Bytes and message are used up to their own counts, during the call only.
      unsafe cheif_decode(
        bytes.baseAddress, bytes.count, sideLimit(limits), Int32(layout.size.width), Int32(layout.size.height), isDeep, &reader,
        &isPremultiplied, &message, capacity)
    }
    try check(status, message)
    defer { unsafe cheif_close(reader) }
    var band = [UInt8](repeating: 0, count: min(bandHeight, layout.size.height) * layout.bytesPerRow)
    var row = 0
    while row < layout.size.height {
      let count = min(bandHeight, layout.size.height - row)
      // The band has room for `count` rows, and so many are left.
      unsafe cheif_read_rows(reader, Int32(count), &band)
      if isPremultiplied {
        var span = band.mutableSpan
        isDeep ? StraightAlpha.restoreDeep(&span) : StraightAlpha.restore(&span)
      }
      guard take(band.span.extracting(first: count * layout.bytesPerRow)) else { return }
      row += count
    }
  }

  private static func check(_ status: CHEIFStatus, _ message: [CChar]) throws(CodecError) {
    guard status != CHEIFStatusOK else { return }
    let words = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    switch status {
    case CHEIFStatusTruncated: throw error(.truncated, words)
    case CHEIFStatusUnsupported: throw error(.unsupported("a feature of this picture"), words)
    case CHEIFStatusTooLarge: throw error(.unsupported("a picture of this size"), words)
    default: throw error(.malformed, words)
    }
  }
}
