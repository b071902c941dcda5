import CHEIFShim
import ImageCore

extension HEIF {
  /// The words that the shim writes, always ended with 0.
  private static func messageBuffer() -> [CChar] { [CChar](repeating: 0, count: 200) }

  /// libheif compares with "at least" in one place and "more than" in another, so the largest allowed side is given plus one; the
  /// exact limit was checked before.
  private static func sideLimit(_ limits: DecodeLimits) -> Int32 {
    Int32(clamping: limits.side < Int.max ? limits.side + 1 : limits.side)
  }

  static func readSummary(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> CHEIFSummary {
    var summary = CHEIFSummary()
    var message = messageBuffer()
    let capacity = message.count
    let status = unsafe data.withUnsafeBufferPointer { bytes in
      // Bytes and message are used up to their own counts.
      unsafe cheif_read_summary(bytes.baseAddress, bytes.count, sideLimit(limits), &summary, &message, capacity)
    }
    try check(status, message)
    return summary
  }

  /// Fills `pixels` and says whether colours are still multiplied by alpha.
  static func decodePixels(
    of data: Span<UInt8>, size: PixelSize, isDeep: Bool, limits: DecodeLimits, into pixels: inout MutableSpan<UInt8>
  ) throws(CodecError) -> Bool {
    var isPremultiplied = false
    var message = messageBuffer()
    let capacity = message.count
    let status = unsafe data.withUnsafeBufferPointer { bytes in
      unsafe pixels.withUnsafeMutableBufferPointer { buffer in
        // The shim refuses a buffer that is not width * height * 4 samples of 1 byte, deep ones of 2.
        unsafe cheif_decode(
          bytes.baseAddress, bytes.count, sideLimit(limits), Int32(size.width), Int32(size.height), isDeep, buffer.baseAddress,
          buffer.count,
          &isPremultiplied, &message, capacity)
      }
    }
    try check(status, message)
    return isPremultiplied
  }

  static func readBlocks(
    of data: Span<UInt8>, limits: DecodeLimits
  ) throws(CodecError) -> (icc: [UInt8], exif: [UInt8], xmp: [UInt8]) {
    let summary = try readSummary(of: data, limits: limits)
    guard summary.icc_count <= limits.profileBytes else {
      throw error(.limit(.profileBytes, actual: Int(summary.icc_count), allowed: limits.profileBytes))
    }
    for count in [summary.exif_count, summary.xmp_count] where count > limits.metadataBytes {
      throw error(.limit(.metadataBytes, actual: Int(count), allowed: limits.metadataBytes))
    }
    var icc = [UInt8](repeating: 0, count: Int(summary.icc_count))
    var exif = [UInt8](repeating: 0, count: Int(summary.exif_count))
    var xmp = [UInt8](repeating: 0, count: Int(summary.xmp_count))
    var message = messageBuffer()
    let capacity = message.count
    let status = unsafe data.withUnsafeBufferPointer { bytes in
      // Each array has exactly the count it is passed with; the shim refuses a block of another size.
      unsafe cheif_read_metadata(
        bytes.baseAddress, bytes.count, sideLimit(limits), &icc, Int(summary.icc_count), &exif, Int(summary.exif_count), &xmp,
        Int(summary.xmp_count), &message, capacity)
    }
    try check(status, message)
    return (icc, exif, xmp)
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
