import CJPEGShim
import ImageCore

extension JPEGContainer {
  func decode(_ data: Span<UInt8>, as layout: RasterLayout, into pixels: inout MutableSpan<UInt8>) throws(CodecError) {
    let decoding = try CJPEGDecoding(self, as: layout, limits: limits)
    precondition(pixels.count == layout.byteCount, "the caller's buffer has the layout's size")
    let result = unsafe pixels.withUnsafeMutableBufferPointer { output in
      unsafe data.withUnsafeBufferPointer { input in
        // The shim writes width * height * 4 bytes, which is layout.byteCount, the count of `output`.
        unsafe CJPEGDecode(input.baseAddress, input.count, decoding, output.baseAddress)
      }
    }
    if let error = CodecError(result, limits: limits, size: size) { throw error }
  }

  func decodeRows(_ data: Span<UInt8>, as layout: RasterLayout, take: (Span<UInt8>) -> Bool) throws(CodecError) {
    _ = try readRows(of: data, as: layout, take: take)
  }

  /// Decodes the picture at the smallest size, which still reads all of its data, and returns whether some yield no pixel.
  func hasIdleBytes(in data: Span<UInt8>) throws(CodecError) -> Bool {
    guard let layout = RasterLayout(size: JPEGScale.eighth.size(of: size), format: .rgba8) else {
      throw CodecError(jpeg: .limit(.decodedBytes, actual: .max, allowed: limits.decodedBytes))
    }
    if try readRows(of: data, as: layout, take: { _ in true }) { return true }
    // The decoder reads some bytes ahead without reporting it: the last byte is needed if decoding fails without it.
    guard let shortened = try withoutLastByte(data) else { return false }
    do throws(CodecError) {
      _ = try readRows(of: shortened.span, as: layout) { _ in true }
      return true
    } catch {
      return false
    }
  }

  /// Returns the file without the last byte of its entropy-coded data, which is stuffed with another if it is 0xFF (ITU-T T.81, B.1.1.5),
  /// or `nil` if the file has no end marker.
  private func withoutLastByte(_ data: Span<UInt8>) throws(CodecError) -> [UInt8]? {
    guard !isCutShort(data) else { return nil }
    var segments = JPEGSegmentCursor()
    while try segments.next(in: data) != nil {}
    let end = segments.offset - 2
    let count = data[end - 2] == 0xFF ? 2 : 1
    return data.bytes(0..<end - count) + data.bytes(end..<segments.offset)
  }

  /// Decodes rows, and returns whether bytes were skipped that yield no pixel; that is only known if every row was taken.
  private func readRows(of data: Span<UInt8>, as layout: RasterLayout, take: (Span<UInt8>) -> Bool) throws(CodecError) -> Bool {
    let decoding = try CJPEGDecoding(self, as: layout, limits: limits)
    var band = [UInt8](repeating: 0, count: min(bandHeight, layout.size.height) * layout.bytesPerRow)
    var hasIdleBytes: Int32 = 0
    // The reader keeps the input's address, so it is closed before the closure that lends it returns.
    let failure = unsafe data.withUnsafeBufferPointer { input -> CodecError? in
      var reader: OpaquePointer?
      if let error = unsafe CodecError(CJPEGOpen(input.baseAddress, input.count, decoding, &reader), limits: limits, size: size) {
        return error
      }
      defer { unsafe CJPEGClose(reader) }
      var row = 0
      while row < layout.size.height {
        let count = min(bandHeight, layout.size.height - row)
        // The band has room for `count` rows, and so many are left.
        if let error = unsafe CodecError(CJPEGReadRows(reader, UInt32(count), &band), limits: limits, size: size) { return error }
        guard take(band.span.extracting(first: count * layout.bytesPerRow)) else { return nil }
        row += count
      }
      // A fault behind the last row does not concern the pixels.
      _ = unsafe CJPEGReadEnd(reader, &hasIdleBytes)
      return nil
    }
    if let failure { throw failure }
    return hasIdleBytes != 0
  }
}

/// Returns the scans that a picture may have, by their number and by the work in them.
private func allowedScans(for size: PixelSize, _ limits: DecodeLimits) -> Int {
  // Sides have 16 bits, and none is 0.
  min(limits.scans, limits.scanPixels / (size.width * size.height))
}

/// Rows that are passed on at once: one row of the largest blocks.
private let bandHeight = 16

extension CJPEGDecoding {
  fileprivate init(_ container: JPEGContainer, as layout: RasterLayout, limits: DecodeLimits) throws(CodecError) {
    let keepsInks = layout.format == .cmyk8 && container.header.colourModel == .cmyk
    guard layout.format == .rgba8 || keepsInks else {
      throw CodecError(jpeg: .unsupported("decoding to \(layout.format.rawValue)"))
    }
    guard let scale = JPEGScale.allCases.first(where: { $0.size(of: container.size) == layout.size }) else {
      throw CodecError(jpeg: .unsupported("decoding to this size"))
    }
    guard layout.byteCount <= limits.decodedBytes else {
      throw CodecError(jpeg: .limit(.decodedBytes, actual: layout.byteCount, allowed: limits.decodedBytes))
    }
    self.init(
      // A frame header's sides have 16 bits.
      width: UInt32(layout.size.width), height: UInt32(layout.size.height), divisor: scale.rawValue,
      scanLimit: Int32(clamping: allowedScans(for: container.size, limits)), memoryLimit: coefficientBytes(of: container.size),
      keepsInks: keepsInks ? 1 : 0)
  }
}

/// Returns the largest size of a progressive picture's coefficients, in bytes: 2 bytes a sample, 4 components, sides rounded up to the
/// largest block of samples that is coded together (32x32), and room for rows.
private func coefficientBytes(of size: PixelSize) -> Int {
  let width = (size.width + 31) / 32 * 32
  let height = (size.height + 31) / 32 * 32
  return width * height * 8 + width * 1024 + (4 << 20)
}

extension CodecError {
  /// Creates the error of a shim's result, or returns `nil` if it succeeded.
  ///
  /// - Parameter size: the size of the picture as stored.
  init?(_ result: CJPEGResult, limits: DecodeLimits, size: PixelSize) {
    guard result.status != CJPEGStatusDone else { return nil }
    let message = unsafe withUnsafeBytes(of: result.message) { bytes in
      // The shim ends the message with a zero; without one, the whole buffer is the message.
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    switch result.status {
    case CJPEGStatusTruncated: self.init(jpeg: .truncated, message)
    case CJPEGStatusUnsupported: self.init(jpeg: .unsupported("this kind of picture"), message)
    case CJPEGStatusOutOfMemory: self.init(jpeg: .unsupported("working in so little memory"), message)
    case CJPEGStatusTooManyScans where result.scans > limits.scans:
      self.init(jpeg: .limit(.scans, actual: Int(result.scans), allowed: limits.scans))
    case CJPEGStatusTooManyScans:
      let pixels = Int(result.scans) * size.width * size.height
      self.init(jpeg: .limit(.scanPixels, actual: pixels, allowed: limits.scanPixels))
    default: self.init(jpeg: .malformed, message)
    }
  }
}

/// The fractions of its size that a JPEG is decoded to directly.
///
/// libjpeg also knows other eighths, but those have no fast transform and cost more than decoding in full.
enum JPEGScale: UInt32, CaseIterable {
  case full = 1
  case half = 2
  case quarter = 4
  case eighth = 8

  /// Returns the size that a picture of `size` is decoded to; libjpeg rounds up.
  func size(of size: PixelSize) -> PixelSize {
    let divisor = Int(rawValue)
    return PixelSize((size.width - 1) / divisor + 1, (size.height - 1) / divisor + 1)
  }

  /// Returns the smallest scale that is not below `target` on either side; full size if the target is larger than the picture.
  static func smallest(of size: PixelSize, covering target: PixelSize) -> JPEGScale {
    allCases.last { $0.size(of: size).covers(target) } ?? .full
  }
}
