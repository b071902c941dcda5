/// Primaries and a power curve as PNG's cHRM and gAMA hold them (PNG specification, 11.3.2). Either may be missing; sRGB's is meant then.
package struct ColourCalibration: Hashable, Sendable {
  /// A chromaticity in units of 1/100,000.
  package struct Chromaticity: Hashable, Sendable {
    package let x: Int
    package let y: Int

    package init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  package struct Primaries: Hashable, Sendable {
    package let white: Chromaticity
    package let red: Chromaticity
    package let green: Chromaticity
    package let blue: Chromaticity

    package init(white: Chromaticity, red: Chromaticity, green: Chromaticity, blue: Chromaticity) {
      self.white = white
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// As the specification gives them for sRGB (11.3.2.5).
    package static let sRGB = Primaries(
      white: Chromaticity(x: 31_270, y: 32_900), red: Chromaticity(x: 64_000, y: 33_000), green: Chromaticity(x: 30_000, y: 60_000),
      blue: Chromaticity(x: 15_000, y: 6_000))

    /// Writers round, and some have computed the numbers from others: as with the curve, a thousandth counts as equal.
    var isSRGB: Bool {
      let standard = Primaries.sRGB
      return zip([white, red, green, blue], [standard.white, standard.red, standard.green, standard.blue])
        .allSatisfy { abs($0.x - $1.x) <= 100 && abs($0.y - $1.y) <= 100 }
    }
  }

  /// The exponent that was applied to light, in units of 1/100,000; 45,455 for 1/2.2. Nil or at least 1.
  package let gamma: Int?
  package let primaries: Primaries?

  package init(gamma: Int?, primaries: Primaries?) {
    self.gamma = gamma
    self.primaries = primaries
  }

  /// Indicates whether the numbers are those that writers of sRGB put beside its own chunk; alone, they mean sRGB too.
  package var isSRGB: Bool {
    let hasCurve = gamma.map { abs($0 - 45_455) <= 100 } ?? true
    return hasCurve && (primaries.map { $0.isSRGB } ?? true)
  }

  package var name: String {
    if isSRGB { return "sRGB" }
    let curve = gamma.map { "gamma \(hundredths(10_000_000 / max($0, 1)))" }
    let space = primaries.map { $0.isSRGB ? "sRGB primaries" : "own primaries" }
    return [space, curve].compactMap { $0 }.joined(separator: ", ")
  }

  private func hundredths(_ value: Int) -> String {
    let rest = value % 100
    return "\(value / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
