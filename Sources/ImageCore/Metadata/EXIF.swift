/// Reads the few facts of an EXIF block that change a picture's appearance. Never trusts an offset or a count.
package struct EXIF {
  /// The orientation that remains to be applied to the stored pixels, or `nil` if the block has no valid one.
  package let orientation: Orientation?
  /// Indicates whether the block has a GPS directory.
  package let hasGPS: Bool

  /// Reads a block that begins with its TIFF header; a damaged block yields no facts.
  package init(_ block: Span<UInt8>) {
    var orientation: Orientation?
    var hasGPS = false
    if let reader = TIFFReader(block.count, first: block.count >= 2 ? (block[0], block[1]) : nil),
      let magic = reader.short(block, at: 2), magic == 42, let directory = reader.long(block, at: 4),
      let entries = reader.short(block, at: directory)
    {
      for entry in 0..<entries {
        let offset = directory + 2 + entry * 12
        guard let tag = reader.short(block, at: offset), let type = reader.short(block, at: offset + 2),
          let count = reader.long(block, at: offset + 4)
        else { break }
        if tag == 0x0112, count == 1, orientation == nil {
          let value = type == 3 ? reader.short(block, at: offset + 8) : type == 4 ? reader.long(block, at: offset + 8) : nil
          orientation = value.flatMap(Orientation.init(rawValue:))
        } else if tag == 0x8825 {
          hasGPS = true
        }
      }
    }
    self.orientation = orientation
    self.hasGPS = hasGPS
  }
}

/// Bounds-checked integers of a TIFF structure in its own byte order.
private struct TIFFReader {
  let count: Int
  let isLittleEndian: Bool

  init?(_ count: Int, first: (UInt8, UInt8)?) {
    guard let first else { return nil }
    switch first {
    case (0x49, 0x49): isLittleEndian = true
    case (0x4D, 0x4D): isLittleEndian = false
    default: return nil
    }
    self.count = count
  }

  func short(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
    guard offset >= 0, offset <= count - 2 else { return nil }
    let first = Int(bytes[offset])
    let second = Int(bytes[offset + 1])
    return isLittleEndian ? second << 8 | first : first << 8 | second
  }

  func long(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
    guard offset >= 0, offset <= count - 4, let first = short(bytes, at: offset), let second = short(bytes, at: offset + 2)
    else { return nil }
    return isLittleEndian ? second << 16 | first : first << 16 | second
  }
}
