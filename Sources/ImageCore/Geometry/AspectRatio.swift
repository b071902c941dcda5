/// A nominal ratio of width to height, such as 16:9, kept as the two integers that were written.
package struct AspectRatio: Hashable, Sendable, CustomStringConvertible {
  package let width: Int
  package let height: Int

  /// - Precondition: both terms are in 1...10,000.
  package init(_ width: Int, _ height: Int) {
    precondition((1...10_000).contains(width) && (1...10_000).contains(height), "ratio terms are 1 to 10,000")
    self.width = width
    self.height = height
  }

  /// Reads a ratio such as `16:9`, or returns `nil` unless the text is two whole numbers from 1 to 10,000 with a colon between them.
  package init?(_ text: some StringProtocol) {
    let terms = text.split(separator: ":", omittingEmptySubsequences: false)
    guard terms.count == 2 else { return nil }
    var values: [Int] = []
    for term in terms {
      guard !term.isEmpty, term.utf8.count <= 5, term.utf8.allSatisfy({ (48...57).contains($0) }),
        let value = Int(term), (1...10_000).contains(value)
      else { return nil }
      values.append(value)
    }
    self.width = values[0]
    self.height = values[1]
  }

  package var description: String { "\(width):\(height)" }

  /// Returns the deviation of a picture's own ratio from this one: |(w/h) / (a/b) - 1|, as an exact fraction.
  private func deviation(of size: PixelSize) -> (numerator: Int, denominator: Int) {
    // Sides are bounded by the decode limits (far below 2^31) and terms by 10,000, so nothing overflows.
    let actual = size.width * height
    let nominal = size.height * width
    return (abs(actual - nominal), nominal)
  }

  /// Returns whether `size` is within `tolerance` of this ratio, compared by cross-multiplication.
  package func matches(_ size: PixelSize, within tolerance: Percent) -> Bool {
    let (numerator, denominator) = deviation(of: size)
    let (left, leftOverflow) = numerator.multipliedReportingOverflow(by: 1_000_000)
    let (right, rightOverflow) = denominator.multipliedReportingOverflow(by: tolerance.millionths)
    return !leftOverflow && !rightOverflow && left <= right
  }

  /// Returns the ratio of `candidates` whose value is closest to `size` (the first of equals), or `nil` if there are none.
  ///
  /// Closeness is measured symmetrically, as the larger of the two quotients, so that 1:2 and 2:1 are equally far from 1:1.
  package static func nearest(to size: PixelSize, among candidates: [AspectRatio]) -> AspectRatio? {
    func distance(_ ratio: AspectRatio) -> Double {
      let actual = Double(size.width) * Double(ratio.height)
      let nominal = Double(size.height) * Double(ratio.width)
      return max(actual, nominal) / min(actual, nominal)
    }
    var best: (ratio: AspectRatio, distance: Double)?
    for candidate in candidates {
      let candidateDistance = distance(candidate)
      if let known = best, known.distance <= candidateDistance { continue }
      best = (candidate, candidateDistance)
    }
    return best?.ratio
  }
}
