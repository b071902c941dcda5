/// The bytes of an item that may lie in several pieces, as one row.
struct ItemBytes {
  private let extents: [Range<Int>]
  let count: Int

  /// - Precondition: every extent lies inside the bytes that this is used with.
  init(_ extents: [Range<Int>]) {
    self.extents = extents
    count = extents.reduce(0) { $0 + $1.count }
  }

  /// Reads a big-endian integer of at most 4 bytes, or returns `nil` if the item ends before.
  func integer(in data: Span<UInt8>, at offset: Int, count: Int) -> Int? {
    guard offset >= 0, count <= self.count - offset else { return nil }
    return copy(of: data, at: offset, count: count).reduce(0) { $0 << 8 | Int($1) }
  }

  /// Returns up to `count` bytes from `offset` on.
  func copy(of data: Span<UInt8>, at offset: Int, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var skipped = 0
    for extent in extents where bytes.count < count {
      let start = max(0, offset - skipped)
      skipped += extent.count
      guard start < extent.count else { continue }
      let first = extent.lowerBound + start
      let last = min(extent.upperBound, first + count - bytes.count)
      for index in first..<last { bytes.append(data[index]) }
    }
    return bytes
  }
}
