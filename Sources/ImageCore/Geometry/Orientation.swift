/// The EXIF orientation of stored pixels: what must be done to them before they stand upright.
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

  /// Indicates whether the orientation exchanges width and height.
  package var swapsAxes: Bool { rawValue >= 5 }

  /// Returns the orientation that applies this one first, then `next`.
  package func followed(by next: Orientation) -> Orientation {
    // Mirroring reverses the direction of an earlier turn.
    let turns = (next.steps.quarterTurns + (next.steps.mirrors ? -steps.quarterTurns : steps.quarterTurns) + 4) % 4
    let mirrors = steps.mirrors != next.steps.mirrors
    return Orientation.allCases.first { $0.steps == (mirrors, turns) } ?? .upright
  }

  /// The orientation as a mirroring of left and right or none, followed by clockwise quarter turns.
  private var steps: (mirrors: Bool, quarterTurns: Int) {
    switch self {
    case .upright: (false, 0)
    case .rotatedClockwise: (false, 1)
    case .rotated180: (false, 2)
    case .rotatedCounterClockwise: (false, 3)
    case .mirroredHorizontally: (true, 0)
    case .transversed: (true, 1)
    case .mirroredVertically: (true, 2)
    case .transposed: (true, 3)
    }
  }

  /// Returns the size that stored pixels of `size` have once they are upright.
  package func uprightSize(of size: PixelSize) -> PixelSize {
    swapsAxes ? size.transposed : size
  }
}
