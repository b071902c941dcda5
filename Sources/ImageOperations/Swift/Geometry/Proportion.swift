/// Exact scaling of sides, without floating point.
enum Proportion {
  /// Sides up to here can be multiplied and doubled without overflow.
  static let largestSide = 1 << 30

  /// Returns `side * numerator / denominator`, rounded half up, at least 1.
  ///
  /// - Precondition: all three are in 1...2^30.
  static func scaled(_ side: Int, by numerator: Int, over denominator: Int) -> Int {
    precondition((1...largestSide).contains(side) && (1...largestSide).contains(numerator), "sides are 1 to 2^30")
    precondition((1...largestSide).contains(denominator), "sides are 1 to 2^30")
    return max(1, (2 * side * numerator + denominator) / (2 * denominator))
  }
}

extension Proportion {
  /// Returns whether `first` is wider for its height than `second`, or as wide.
  static func isAtLeastAsWide(_ first: (width: Int, height: Int), as second: (width: Int, height: Int)) -> Bool {
    first.width * second.height >= second.width * first.height
  }
}
