import CPNGShim
import ImageCore

extension PNGContainer {
  func decode(_ data: Span<UInt8>, as layout: RasterLayout, into pixels: inout MutableSpan<UInt8>) throws(CodecError) {
    let decoding = try CPNGDecoding(self, as: layout)
    precondition(pixels.count == layout.byteCount, "the caller's buffer has the layout's size")
    let result = unsafe pixels.withUnsafeMutableBufferPointer { output in
      unsafe data.withUnsafeBufferPointer { input in
        // The shim writes width * height * 4 samples of 1 byte, deep ones of 2, which is layout.byteCount, the count of `output`.
        unsafe CPNGDecode(input.baseAddress, input.count, decoding, output.baseAddress)
      }
    }
    if let error = CodecError(result) { throw error }
  }

  func decodeRows(_ data: Span<UInt8>, as layout: RasterLayout, take: (Span<UInt8>) -> Bool) throws(CodecError) {
    // Every pass of an interlaced picture covers all rows.
    guard !isInterlaced else { return try decodeWhole(data, as: layout, take: take) }
    let decoding = try CPNGDecoding(self, as: layout)
    var band = [UInt8](repeating: 0, count: min(bandHeight, layout.size.height) * layout.bytesPerRow)
    // The reader keeps the input's address, so it is closed before the closure that lends it returns.
    let failure = unsafe data.withUnsafeBufferPointer { input -> CodecError? in
      var reader: OpaquePointer?
      if let error = unsafe CodecError(CPNGOpen(input.baseAddress, input.count, decoding, &reader)) { return error }
      defer { unsafe CPNGClose(reader) }
      var row = 0
      while row < layout.size.height {
        let count = min(bandHeight, layout.size.height - row)
        // The band has room for `count` rows, and so many are left.
        if let error = unsafe CodecError(CPNGReadRows(reader, UInt32(count), &band)) { return error }
        guard take(band.span.extracting(first: count * layout.bytesPerRow)) else { return nil }
        row += count
      }
      return nil
    }
    if let failure { throw failure }
  }
}

/// Rows that are passed on at once: enough to make the call cheap, few enough to stay in a cache.
private let bandHeight = 8

extension CPNGDecoding {
  fileprivate init(_ container: PNGContainer, as layout: RasterLayout) throws(CodecError) {
    let isDeep = layout.format == .rgba16 && container.header.bitDepth == 16
    guard layout.format == .rgba8 || isDeep else {
      throw CodecError(png: .unsupported("decoding to \(layout.format.rawValue)"))
    }
    guard layout.size == container.size else { throw CodecError(png: .unsupported("decoding to another size")) }
    let limits = container.limits
    guard layout.byteCount <= limits.decodedBytes else {
      throw CodecError(png: .limit(.decodedBytes, actual: layout.byteCount, allowed: limits.decodedBytes))
    }
    self.init(
      // A header's sides are at most 2^31 - 1.
      width: UInt32(layout.size.width), height: UInt32(layout.size.height),
      sideLimit: UInt32(clamping: min(limits.side, Int(Int32.max))), isDeep: isDeep ? 1 : 0, isByLibrary: 0)
  }
}

extension CodecError {
  /// Creates the error of a shim's result, or returns `nil` if it succeeded.
  init?(_ result: CPNGResult) {
    guard result.status != CPNGStatusDone else { return nil }
    let message = unsafe withUnsafeBytes(of: result.message) { bytes in
      // The shim ends the message with a zero; without one, the whole buffer is the message.
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    switch result.status {
    case CPNGStatusTruncated: self.init(png: .truncated, message)
    case CPNGStatusOutOfMemory: self.init(png: .unsupported("working in so little memory"), message)
    default: self.init(png: .malformed, message)
    }
  }
}
