/// The EXIF orientation of stored pixels: what has to be done to them before they stand upright.
///
/// Raw values are those of EXIF tag 0x0112 (CIPA DC-008, 4.6.4).
package enum Orientation: Int, CaseIterable, Sendable {
  case upright = 1
  case mirroredHorizontally = 2
  case rotated180 = 3
  case mirroredVertically = 4
  case transposed = 5
  /// Stored rotated; turn 90 degrees clockwise to see it upright.
  case rotatedClockwise = 6
  case transversed = 7
  /// Stored rotated; turn 90 degrees counter-clockwise to see it upright.
  case rotatedCounterClockwise = 8

  /// Whether standing upright exchanges width and height.
  package var swapsAxes: Bool { rawValue >= 5 }

  /// The size that stored pixels of `size` have once they are upright.
  package func uprightSize(of size: PixelSize) -> PixelSize {
    swapsAxes ? size.transposed : size
  }
}
