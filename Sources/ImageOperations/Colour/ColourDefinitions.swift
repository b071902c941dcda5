import CImageKernels
import ImageCore

extension ColourCodePoints {
  /// The definition for the colour library, or `nil` for numbers whose meaning is not known here.
  var definition: colour_definition? {
    guard isKnown else { return nil }
    // ITU-T H.273, table 2.
    let points: [Double]
    switch primaries {
    case 1, 2: points = [0.3127, 0.3290, 0.640, 0.330, 0.300, 0.600, 0.150, 0.060]
    case 4: points = [0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08]
    case 5: points = [0.3127, 0.3290, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06]
    case 6, 7: points = [0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070]
    case 9: points = [0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046]
    case 11: points = [0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060]
    case 12: points = [0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060]
    case 22: points = [0.3127, 0.3290, 0.630, 0.340, 0.295, 0.605, 0.155, 0.077]
    default: return nil
    }
    let (curve, exponent): (colour_curve, Double) =
      switch transfer {
      case 4: (COLOUR_CURVE_POWER, 2.2)
      case 5: (COLOUR_CURVE_POWER, 2.8)
      case 8: (COLOUR_CURVE_POWER, 1)
      case 16: (COLOUR_CURVE_PQ, 1)
      case 18: (COLOUR_CURVE_HLG, 1)
      // Video's camera curves are shown on displays, and by browsers, as sRGB is.
      default: (COLOUR_CURVE_SRGB, 1)
      }
    return colour_definition(
      white: colour_chromaticity(x: points[0], y: points[1]), red: colour_chromaticity(x: points[2], y: points[3]),
      green: colour_chromaticity(x: points[4], y: points[5]), blue: colour_chromaticity(x: points[6], y: points[7]), curve: curve,
      exponent: exponent)
  }
}

extension ColourCalibration {
  var definition: colour_definition {
    let primaries = primaries ?? .sRGB
    func point(_ chromaticity: Chromaticity) -> colour_chromaticity {
      colour_chromaticity(x: Double(chromaticity.x) / 100_000, y: Double(chromaticity.y) / 100_000)
    }
    return colour_definition(
      white: point(primaries.white), red: point(primaries.red), green: point(primaries.green), blue: point(primaries.blue),
      curve: gamma == nil ? COLOUR_CURVE_SRGB : COLOUR_CURVE_POWER, exponent: gamma.map { 100_000 / Double($0) } ?? 1)
  }
}

/// The library that converts colours of other spaces.
package enum ColourLibrary {
  /// Its name and the version that is loaded.
  package static var name: String {
    let version = Int(colour_library_version())
    let patch = version % 10
    return "Little CMS \(version / 1_000).\(version % 1_000 / 10)" + (patch > 0 ? ".\(patch)" : "")
  }
}
