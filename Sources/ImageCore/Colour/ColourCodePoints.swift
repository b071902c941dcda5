/// A colour space given by the numbers of ITU-T H.273, as cICP in PNG and `nclx` in HEIF hold them.
package struct ColourCodePoints: Hashable, Sendable {
  /// H.273, table 2.
  package let primaries: Int
  /// H.273, table 3.
  package let transfer: Int
  /// H.273, table 4. Decoded pixels are RGB, whatever its value.
  package let matrix: Int
  package let isFullRange: Bool

  package init(primaries: Int, transfer: Int, matrix: Int, isFullRange: Bool) {
    self.primaries = primaries
    self.transfer = transfer
    self.matrix = matrix
    self.isFullRange = isFullRange
  }

  /// Indicates whether light above reference white is encoded: PQ (16) and HLG (18).
  package var isHighDynamicRange: Bool { transfer == 16 || transfer == 18 }

  /// Curves of standard-range video, which displays show as they show sRGB: BT.709, BT.601, BT.2020 and sRGB itself, and 2 for
  /// "unspecified".
  package var hasStandardCurve: Bool { [1, 2, 6, 11, 13, 14, 15].contains(transfer) }

  /// Indicates whether both numbers have a meaning that this program knows.
  package var isKnown: Bool {
    [1, 2, 4, 5, 6, 7, 9, 11, 12, 22].contains(primaries) && (hasStandardCurve || isHighDynamicRange || [4, 5, 8].contains(transfer))
  }

  /// Indicates whether the numbers mean sRGB, or leave the colour space open.
  package var isSRGB: Bool { hasStandardCurve && (primaries == 1 || primaries == 2) }

  /// The usual name if there is one, else the parts: `Display P3`, `BT.2020 PQ`.
  package var name: String {
    if isSRGB { return "sRGB" }
    if primaries == 12, hasStandardCurve { return "Display P3" }
    let parts = [primariesName, curveName].filter { !$0.isEmpty }
    return parts.joined(separator: " ")
  }

  private var primariesName: String {
    switch primaries {
    case 1, 2: "BT.709"
    case 4: "BT.470 M"
    case 5: "BT.601 (625 lines)"
    case 6, 7: "BT.601 (525 lines)"
    case 8: "film"
    case 9: "BT.2020"
    case 10: "CIE XYZ"
    case 11: "DCI P3"
    case 12: "P3"
    case 22: "EBU 3213"
    default: "primaries \(primaries)"
    }
  }

  private var curveName: String {
    switch transfer {
    case _ where hasStandardCurve: ""
    case 4: "gamma 2.2"
    case 5: "gamma 2.8"
    case 8: "linear"
    case 16: "PQ"
    case 17: "SMPTE 428"
    case 18: "HLG"
    default: "transfer \(transfer)"
    }
  }
}

/// The colour space of a raster's samples.
package enum ColourSpace: Hashable, Sendable {
  case sRGB
  /// An embedded ICC profile, as the file carried it and unverified.
  case profile([UInt8])
  /// Numbers out of a published table instead of a profile: cICP in PNG, `nclx` in HEIF.
  case codePoints(ColourCodePoints)
  /// Measured primaries and a power curve: gAMA and cHRM in PNG.
  case calibrated(ColourCalibration)
}

extension ColourSpace {
  /// The name of the colour space for a person; a profile states its own.
  package var name: String {
    switch self {
    case .sRGB: "sRGB"
    case .profile(let bytes):
      ICCProfile(bytes.span).map { $0.profileDescription ?? "unnamed \($0.colourSpace) profile" } ?? "unreadable profile"
    case .codePoints(let points): points.name
    case .calibrated(let calibration): calibration.name
    }
  }
}
