/// The point of a picture that a crop keeps in its middle, as far as the picture reaches, in millionths of the width from the left and of the height
/// from the top.
package struct FocusPoint: Hashable, Sendable {
  package let x: Int
  package let y: Int

  private static let whole = 1_000_000

  /// - Precondition: both are in 0...1,000,000.
  package init(x: Int, y: Int) {
    precondition((0...Self.whole).contains(x) && (0...Self.whole).contains(y), "the point lies in the picture")
    self.x = x
    self.y = y
  }

  /// Returns where a part of `length` begins whose middle is as near to the point as a side of `side` allows.
  static func start(of length: Int, in side: Int, around point: Int) -> Int {
    max(0, min(side - length, (2 * side * point / whole - length) / 2))
  }
}
