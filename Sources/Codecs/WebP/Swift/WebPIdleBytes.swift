import CWebPShim
import ImageCore

extension WebPPicture {
  /// Decodes the picture, and tries whether it still decodes with the ends of its data cut off: libwebp does not report where it stopped
  /// reading.
  ///
  /// An animation has more pictures than the one that is decoded, so it always has idle bytes.
  func hasIdleBytes(in data: Span<UInt8>) throws(CodecError) -> Bool {
    var bytes = data.extracting(image).copied()
    try WebP.check(WebPPicture.attempt(bytes))
    if container.firstFrame.size != nil { return true }
    for cut in WebPCut.all(in: data) {
      bytes = cut.applied(to: data)
      if WebPPicture.attempt(bytes) == CWebPStatusOK { return true }
    }
    return false
  }

  private static func attempt(_ bytes: [UInt8]) -> CWebPStatus {
    // Read up to the array's own count.
    unsafe cwebp_try(bytes, bytes.count)
  }
}

/// The end of a part of a picture's data, and the lengths in the file that count it.
private struct WebPCut {
  /// The bytes that encoders may write behind the last one they need: an arithmetic one has to (RFC 6386, section 7.3), and lossless ones
  /// do in pictures of public test sets.
  private static let spareBytes = 4
  private static let alpha = "ALPH"

  /// Returns the bytes to keep of a last chunk's end. In an extended file libwebp refuses a last chunk of odd length whose padding is
  /// missing, and takes padding for data; so the rest stays even.
  private static func spareBytes(ofLast count: Int) -> Int { spareBytes + (count & 1) }

  let range: Range<Int>
  /// The place of the chunk's length.
  let chunk: Int
  /// Indicates whether everything behind the cut is left out: libwebp takes all bytes behind a picture's data for more of them.
  let isLast: Bool
  /// The place of the frame's tag, whose upper 19 bits count the first partition (RFC 6386, section 9.1), or `nil` if the cut is not in it.
  let tag: Int?

  /// Returns the cuts of a still picture's chunks.
  static func all(in data: Span<UInt8>) -> [WebPCut] {
    var cuts: [WebPCut] = []
    var position = 12
    while data.count - position >= 8 {
      let count = number(data, at: position + 4, bytes: 4)
      let body = position + 8
      guard count <= data.count - body else { break }
      let name = String((0..<4).map { Character(Unicode.Scalar(data[position + $0])) })
      switch name {
      case "VP8L", alpha:
        let spare = name == alpha ? spareBytes : spareBytes(ofLast: count)
        if count > spare {
          cuts.append(WebPCut(range: body + count - spare..<body + count, chunk: position + 4, isLast: name != alpha, tag: nil))
        }
      case "VP8 ":
        let spare = spareBytes(ofLast: count)
        if count > 10 + spare {
          cuts.append(WebPCut(range: body + count - spare..<body + count, chunk: position + 4, isLast: true, tag: nil))
          let first = number(data, at: body, bytes: 3) >> 5
          if first > spare, first <= count - 10 {
            cuts.append(WebPCut(range: body + 10 + first - spare..<body + 10 + first, chunk: position + 4, isLast: true, tag: body))
          }
        }
      default: break
      }
      position = body + count + (count & 1)
    }
    return cuts
  }

  /// Returns the file without these bytes, with lengths that fit.
  func applied(to data: Span<UInt8>) -> [UInt8] {
    var bytes = data.copied()
    let count = WebPCut.number(data, at: chunk, bytes: 4)
    let end = chunk + 4 + count
    let next = min(end + (count & 1), bytes.count)
    let removed = range.count
    if let tag {
      let first = WebPCut.number(data, at: tag, bytes: 3)
      WebPCut.write(first - (removed << 5), to: &bytes, at: tag, bytes: 3)
    }
    WebPCut.write(count - removed, to: &bytes, at: chunk, bytes: 4)
    var part = Array(bytes[..<range.lowerBound] + bytes[range.upperBound..<end])
    if !isLast {
      if (count - removed) & 1 == 1 { part.append(0) }
      part += bytes[next...]
    }
    WebPCut.write(part.count - 8, to: &part, at: 4, bytes: 4)
    return part
  }

  /// Reads a little-endian integer. Precondition: `bytes` (at most 4) follow `position`.
  private static func number(_ data: Span<UInt8>, at position: Int, bytes: Int) -> Int {
    (0..<bytes).reduce(0) { $0 | Int(data[position + $1]) << (8 * $1) }
  }

  private static func write(_ value: Int, to bytes: inout [UInt8], at position: Int, bytes count: Int) {
    for index in 0..<count { bytes[position + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }
}
