import ImageCore

/// One box of an ISO base media file: a kind and the place of its content (ISO/IEC 14496-12, 4.2).
struct Box {
  let kind: FourCC
  let content: Range<Int>

  /// Returns the boxes of a whole file; one that extends beyond the file's end means that the file is truncated.
  static func topLevel(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> [Box] {
    try list(in: 0..<data.count, of: data, limits: limits, beyondEnd: .truncated)
  }

  /// Returns the boxes inside `range`, none of which may extend beyond it.
  static func children(in range: Range<Int>, of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> [Box] {
    try list(in: range, of: data, limits: limits, beyondEnd: .malformed)
  }

  private static func list(
    in range: Range<Int>, of data: Span<UInt8>, limits: DecodeLimits, beyondEnd: CodecError.Kind
  ) throws(CodecError) -> [Box] {
    var boxes: [Box] = []
    var position = range.lowerBound
    while position < range.upperBound {
      guard boxes.count < limits.items else {
        throw HEIF.error(.limit(.items, actual: boxes.count + 1, allowed: limits.items))
      }
      guard range.upperBound - position >= 8 else { throw HEIF.error(beyondEnd, "a box's header is cut") }
      var cursor = ByteCursor(position..<range.upperBound)
      var size = try cursor.integer(data, bytes: 4)
      let kind = try cursor.fourCC(data)
      if size == 1 {
        guard cursor.remaining >= 8 else { throw HEIF.error(beyondEnd, "a box's header is cut") }
        size = try cursor.integer(data, bytes: 8)
      } else if size == 0 {
        size = range.upperBound - position
      }
      guard size >= cursor.position - position else { throw HEIF.error(.malformed, "a box shorter than its header") }
      guard size <= range.upperBound - position else { throw HEIF.error(beyondEnd, "the box '\(kind)' has no end") }
      boxes.append(Box(kind: kind, content: cursor.position..<(position + size)))
      position += size
    }
    return boxes
  }
}

extension [Box] {
  /// Returns the only box of a kind. Two of them are refused: which one counts would be the reader's choice, and libheif may choose
  /// another.
  func only(_ kind: FourCC) throws(CodecError) -> Box? {
    let found = filter { $0.kind == kind }
    guard found.count <= 1 else { throw HEIF.error(.unsupported("a second box '\(kind)'")) }
    return found.first
  }

  func required(_ kind: FourCC) throws(CodecError) -> Box {
    guard let box = try only(kind) else { throw HEIF.error(.malformed, "no box '\(kind)'") }
    return box
  }
}
