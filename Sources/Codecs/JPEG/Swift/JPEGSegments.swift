import ImageCore

/// One marker segment, all of whose bytes are there.
struct JPEGSegment {
  /// The byte after 0xFF (ITU-T T.81, table B.1).
  let marker: UInt8
  /// The place of the segment's data in the file, without their length.
  let body: Range<Int>

  /// Any frame header, of a kind that is decoded or not.
  var isFrameHeader: Bool { (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker) }
  /// An application's block, or a comment.
  var isMetadata: Bool { (0xE0...0xEF).contains(marker) || marker == 0xFE }
  var isScanHeader: Bool { marker == 0xDA }
}

/// Steps through the marker segments of a file, over the entropy-coded data of its scans.
struct JPEGSegmentCursor {
  /// Behind the segment that was returned last, or behind the end of the image.
  private(set) var offset = 2

  /// Returns the next segment, or `nil` at the end of the image.
  ///
  /// - Throws: `.truncated` if the data ends first, `.malformed` for an invalid length.
  mutating func next(in data: Span<UInt8>) throws(CodecError) -> JPEGSegment? {
    while true {
      let marker = try nextMarker(in: data)
      switch marker {
      // TEM, RST0 to RST7 and SOI stand alone.
      case 0x01, 0xD0...0xD8: continue
      case 0xD9: return nil
      default: break
      }
      guard let length = data.bigEndian16(at: offset) else { throw CodecError(jpeg: .truncated, "a segment's length is missing") }
      guard length >= 2 else { throw CodecError(jpeg: .malformed, "a segment of \(length) bytes") }
      guard length <= data.count - offset else { throw CodecError(jpeg: .truncated, "a segment is not whole") }
      let body = offset + 2..<offset + length
      offset += length
      return JPEGSegment(marker: marker, body: body)
    }
  }

  /// Skips to the next marker over filler, as libjpeg does.
  private mutating func nextMarker(in data: Span<UInt8>) throws(CodecError) -> UInt8 {
    while offset + 1 < data.count {
      if data[offset] == 0xFF, data[offset + 1] != 0xFF, data[offset + 1] != 0 {
        offset += 2
        return data[offset - 1]
      }
      offset += 1
    }
    throw CodecError(jpeg: .truncated, "the data ends before the picture begins")
  }
}

extension Span<UInt8> {
  /// Returns the two bytes at `offset` as a number, the first byte the higher, or `nil` if they are not both there.
  func bigEndian16(at offset: Int) -> Int? {
    guard offset >= 0, offset <= count - 2 else { return nil }
    return Int(self[offset]) << 8 | Int(self[offset + 1])
  }

  /// Returns the rest of `range` after `prefix`, or `nil` if the bytes there do not begin with it.
  func range(_ range: Range<Int>, after prefix: [UInt8]) -> Range<Int>? {
    guard range.count >= prefix.count, prefix.indices.allSatisfy({ self[range.lowerBound + $0] == prefix[$0] })
    else { return nil }
    return range.dropFirst(prefix.count)
  }

  /// Returns a copy of the bytes in `range`.
  func bytes(_ range: Range<Int>) -> [UInt8] {
    // The array copies exactly the buffer.
    unsafe extracting(range).withUnsafeBufferPointer { unsafe [UInt8]($0) }
  }
}

extension JPEGContainer {
  /// Returns whether the file ends before the marker EOI (ITU-T T.81, B.2.1) of the first picture; a library draws a picture without it all
  /// the same.
  func isCutShort(_ data: Span<UInt8>) -> Bool {
    var segments = JPEGSegmentCursor()
    do throws(CodecError) {
      // Entropy-coded data hold no marker that the cursor would stop at.
      while try segments.next(in: data) != nil {}
      return false
    } catch {
      return error.kind == .truncated
    }
  }
}
