import ImageCore

/// The fractions of its size that a JPEG is decoded to directly.
///
/// libjpeg also knows other eighths, but those have no fast transform and cost more than decoding in full.
enum JPEGScale: UInt32, CaseIterable {
  case full = 1
  case half = 2
  case quarter = 4
  case eighth = 8

  /// Returns the size that a picture of `size` is decoded to; libjpeg rounds up.
  func size(of size: PixelSize) -> PixelSize {
    let divisor = Int(rawValue)
    return PixelSize((size.width - 1) / divisor + 1, (size.height - 1) / divisor + 1)
  }

  /// Returns the smallest scale that is not below `target` on either side; full size if the target is larger than the picture.
  static func smallest(of size: PixelSize, covering target: PixelSize) -> JPEGScale {
    allCases.last { $0.size(of: size).covers(target) } ?? .full
  }
}
