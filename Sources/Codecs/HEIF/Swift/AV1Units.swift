import ImageCore

/// The open bitstream units of an AV1 picture (AV1 specification, 5.3), of which only headers are read.
struct AV1Units {
  /// A still picture is one frame, a layered one up to four; a decoder decodes all of them.
  static let mostFrames = 8
  /// Frame header, frame, and repeated frame header.
  private static let frameTypes = [3, 6, 7]
  /// The field by which a frame has a size of its own ends well before this many bytes.
  private static let neededFrameBytes = 16

  private(set) var sequences: [AV1SequenceHeader] = []
  private var frames = 0

  /// Reads all units of `bytes`, in order; those of a configuration come first.
  ///
  /// - Parameter count: the units in the file so far.
  mutating func add(_ bytes: ItemBytes, of data: Span<UInt8>, count: inout Int, limits: DecodeLimits) throws(CodecError) {
    var position = 0
    while position < bytes.count {
      count += 1
      guard count <= limits.items else { throw HEIF.error(.limit(.items, actual: count, allowed: limits.items)) }
      guard let header = bytes.integer(in: data, at: position, count: 1) else { return }
      position += header & 4 == 0 ? 1 : 2
      // Only the last unit may be without its length.
      let size = header & 2 == 0 ? bytes.count - position : try length(in: bytes, of: data, at: &position)
      guard size >= 0, size <= bytes.count - position else { throw HEIF.error(.truncated, "a coded unit ends outside its item") }
      try read(type: header >> 3 & 15, bytes, of: data, at: position, size: size)
      position += size
    }
  }

  private mutating func read(type: Int, _ bytes: ItemBytes, of data: Span<UInt8>, at position: Int, size: Int) throws(CodecError) {
    if type == AV1SequenceHeader.unitType {
      sequences.append(try AV1SequenceHeader(bytes.copy(of: data, at: position, count: min(size, AV1SequenceHeader.neededBytes))))
    } else if AV1Units.frameTypes.contains(type) {
      guard let sequence = sequences.last else { throw HEIF.error(.malformed, "a frame before its sequence header") }
      frames += 1
      guard frames <= AV1Units.mostFrames else { throw HEIF.error(.unsupported("a picture of more than \(AV1Units.mostFrames) frames")) }
      let header = bytes.copy(of: data, at: position, count: min(size, AV1Units.neededFrameBytes))
      guard try !sequence.hasOwnSize(frameHeader: header) else {
        throw HEIF.error(.unsupported("a frame of another size than its sequence"))
      }
    }
  }

  /// Reads a length of up to 8 bytes with 7 bits in each, the lowest first (4.10.5).
  private func length(in bytes: ItemBytes, of data: Span<UInt8>, at position: inout Int) throws(CodecError) -> Int {
    var value = 0
    for index in 0..<8 {
      guard let byte = bytes.integer(in: data, at: position, count: 1) else { throw HEIF.error(.truncated, "a coded unit has no length") }
      position += 1
      value |= (byte & 0x7F) << (7 * index)
      if byte & 0x80 == 0 { return value }
    }
    throw HEIF.error(.malformed, "the length of a coded unit is too long")
  }
}
