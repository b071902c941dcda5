import ImageCore

extension ItemTable.Item {
  /// Returns the combination of its properties of turning and mirroring, in the order in which they apply (ISO/IEC 23008-12, 6.5.10 and
  /// 6.5.12).
  func orientation(in data: Span<UInt8>) throws(CodecError) -> Orientation {
    var orientation = Orientation.upright
    for property in properties {
      var cursor = ByteCursor(property.content)
      switch property.kind {
      case "irot":
        // Quarter turns anti-clockwise.
        let turns: [Orientation] = [.upright, .rotatedCounterClockwise, .rotated180, .rotatedClockwise]
        orientation = orientation.followed(by: turns[try cursor.integer(data, bytes: 1) & 3])
      case "imir":
        // 0 exchanges top and bottom.
        let exchangesSides = try cursor.integer(data, bytes: 1) & 1 == 1
        orientation = orientation.followed(by: exchangesSides ? .mirroredHorizontally : .mirroredVertically)
      default: break
      }
    }
    return orientation
  }
}
