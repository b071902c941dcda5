import CZlibLibrary

/// Inflates deflated bytes with zlib, up to a limit.
enum Inflater {
  /// The format around the deflated bytes (https://zlib.net/manual.html#Advanced, inflateInit2).
  enum Wrapping {
    case gzip
    case zlib
    case raw

    fileprivate var windowBits: CInt {
      switch self {
      case .gzip: 31
      case .zlib: 15
      case .raw: -15
      }
    }
  }

  enum Outcome {
    /// The inflated bytes; if the input is truncated, those before the break.
    case unpacked([UInt8])
    case tooLarge
    case damaged
  }

  private static let pieceSize = 64 << 10

  static func unpack(_ input: [UInt8], _ wrapping: Wrapping, limit: Int) -> Outcome {
    var stream = unsafe z_stream()
    // zlib compares the version and the size with its own; the stream is this function's, and ended below.
    guard unsafe inflateInit2_(&stream, wrapping.windowBits, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
      return .damaged
    }
    defer { unsafe _ = inflateEnd(&stream) }
    return unsafe input.withUnsafeBufferPointer { source in
      // zlib only reads from next_in, for avail_in bytes; the array lives until the closure ends.
      unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      unsafe stream.avail_in = UInt32(clamping: source.count)
      return unsafe run(&stream, limit: limit, isGzip: wrapping == .gzip)
    }
  }

  private static func run(_ stream: inout z_stream, limit: Int, isGzip: Bool) -> Outcome {
    var output: [UInt8] = []
    while true {
      var status = Z_OK
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: pieceSize) { buffer, filled in
        // zlib writes at most avail_out bytes, which is the buffer's count.
        unsafe stream.next_out = buffer.baseAddress
        unsafe stream.avail_out = UInt32(buffer.count)
        status = unsafe inflate(&stream, Z_NO_FLUSH)
        filled = unsafe buffer.count - Int(stream.avail_out)
      }
      output += piece
      guard output.count <= limit else { return .tooLarge }
      switch status {
      case Z_STREAM_END:
        // A gzip file may have several members (RFC 1952, 2.2).
        guard isGzip, unsafe stream.avail_in > 0, unsafe inflateReset(&stream) == Z_OK else { return .unpacked(output) }
      case Z_OK where !piece.isEmpty: continue
      case Z_OK, Z_BUF_ERROR: return .unpacked(output)
      default: return output.isEmpty ? .damaged : .unpacked(output)
      }
    }
  }
}
