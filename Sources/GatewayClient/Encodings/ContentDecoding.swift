import CZlibLibrary
import Dialects
import GatewayAPI
import JSON

/// Decodes the content codings of a stored answer (https://www.rfc-editor.org/rfc/rfc9110#section-8.4).
///
/// Requests ask for `identity`, which gateways may ignore. The bytes take precedence over the header: some answers declare `br` with a
/// plain body, and proxies remove the header and leave the coding.
struct ContentDecoding {
  /// The value of `Content-Encoding`, or `nil` without one.
  let header: String?
  /// The largest number of decoded bytes.
  let limit: Int

  /// The largest number of nested codings that are decoded.
  private static let maximumLayers = 3

  /// Returns the answer's text, and the reason why it cannot be read if its coding is not supported.
  func text(of body: StoredBody) throws(UnreadableBody) -> (text: AnswerText, obstacle: String?) {
    var names = (header ?? "").lowercased().split { $0 == "," || $0 == " " }.map(String.init)
    var bytes = try body.beginning(16)
    guard let first = wrapping(of: bytes, named: names) else { return (.file(body), obstacle(names, bytes)) }
    bytes = try body.beginning(body.size)
    var next: Inflater.Wrapping? = first
    for _ in 0..<Self.maximumLayers {
      guard let wrapping = next else { break }
      switch Inflater.unpack(bytes, wrapping, limit: limit) {
      case .unpacked(let unpacked): bytes = unpacked
      case .tooLarge: return (.file(body), "it unpacks to more than \(limit) bytes")
      case .damaged: return (.file(body), "it is not what its coding '\(header ?? "gzip")' says")
      }
      _ = names.popLast()
      next = self.wrapping(of: bytes, named: names)
    }
    return (.decoded(bytes), obstacle(names, bytes))
  }

  private func wrapping(of bytes: [UInt8], named names: [String]) -> Inflater.Wrapping? {
    // RFC 1952, 2.3.1: no text begins like this.
    if bytes.starts(with: [0x1F, 0x8B]) { return .gzip }
    guard names.contains("deflate"), bytes.count >= 2, !Self.isText(bytes) else { return nil }
    // RFC 1950, 2.2: the method is 8 and the first two bytes are a multiple of 31. Some servers leave the wrapping out.
    return bytes[0] & 0x0F == 8 && (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0 ? .zlib : .raw
  }

  /// Returns whether bytes begin like JSON, events or a page.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return true }
    return bytes.prefix(16).allSatisfy { (0x20...0x7E).contains($0) || (0x09...0x0D).contains($0) }
  }

  private func obstacle(_ names: [String], _ bytes: [UInt8]) -> String? {
    guard !Self.isText(bytes), let name = names.last(where: { $0 != "identity" && $0 != "gzip" && $0 != "x-gzip" && $0 != "deflate" })
    else {
      return nil
    }
    return "it is coded as '\(name.prefix(20))', which is not undone here"
  }
}

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
