import CPNGShim
import ImageCore

func decodePNG(
  _ data: Span<UInt8>, header: PNGHeader, as layout: RasterLayout, limits: DecodeLimits,
  into pixels: inout MutableSpan<UInt8>
) throws(CodecError) {
  let isDeep = layout.format == .rgba16 && header.imageHeader.bitDepth == 16
  guard layout.format == .rgba8 || isDeep else {
    throw CodecError(png: .unsupported("decoding to \(layout.format.rawValue)"))
  }
  guard layout.size == header.size else { throw CodecError(png: .unsupported("decoding to another size")) }
  guard layout.byteCount <= limits.decodedBytes else {
    throw CodecError(png: .limit(.decodedBytes, actual: layout.byteCount, allowed: limits.decodedBytes))
  }
  precondition(pixels.count == layout.byteCount, "the caller's buffer has the layout's size")
  let decoding = CPNGDecoding(
    // A header's sides are at most 2^31 - 1.
    width: UInt32(layout.size.width), height: UInt32(layout.size.height),
    sideLimit: UInt32(clamping: min(limits.side, Int(Int32.max))), isDeep: isDeep ? 1 : 0)
  let result = unsafe pixels.withUnsafeMutableBufferPointer { output in
    unsafe data.withUnsafeBufferPointer { input in
      // The shim writes width * height * 4 samples of 1 byte, deep ones of 2, which is layout.byteCount, the count of `output`.
      unsafe CPNGDecode(input.baseAddress, input.count, decoding, output.baseAddress)
    }
  }
  if let error = CodecError(result) { throw error }
}

extension CodecError {
  /// Nil where the shim did what it was asked.
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
