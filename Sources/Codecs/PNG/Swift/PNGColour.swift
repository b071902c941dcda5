import ImageCore

/// The colour space in the chunks before a picture, in their order of precedence: cICP, iCCP, sRGB, then gAMA and cHRM (PNG specification,
/// third edition, 4.3).
struct PNGColour {
  private var codePoints: ColourCodePoints?
  private var isStandard = false
  private var gamma: Int?
  private var primaries: ColourCalibration.Primaries?

  mutating func add(_ chunk: PNGChunk, of data: Span<UInt8>) {
    let start = chunk.body.lowerBound
    switch chunk.kind {
    case .codePoints where codePoints == nil && chunk.body.count == 4:
      // Pixels are RGB, so that only the identity matrix (0) is allowed.
      guard data[start + 2] == 0 else { return }
      codePoints = ColourCodePoints(
        primaries: Int(data[start]), transfer: Int(data[start + 1]), matrix: 0, isFullRange: data[start + 3] == 1)
    case .standardColour where chunk.body.count == 1:
      isStandard = true
    case .gamma where gamma == nil && chunk.body.count == 4:
      // Beyond these a curve is a mistake; 0 would have no inverse.
      if let value = data.bigEndian32(at: start), (1_000...1_000_000).contains(value) { gamma = value }
    case .chromaticities where primaries == nil && chunk.body.count == 32:
      primaries = PNGColour.primaries(at: start, of: data)
    default:
      break
    }
  }

  private static func primaries(at start: Int, of data: Span<UInt8>) -> ColourCalibration.Primaries? {
    var points: [ColourCalibration.Chromaticity] = []
    for index in 0..<4 {
      guard let x = data.bigEndian32(at: start + index * 8), let y = data.bigEndian32(at: start + index * 8 + 4),
        x <= 100_000, (1...100_000).contains(y)
      else { return nil }
      points.append(ColourCalibration.Chromaticity(x: x, y: y))
    }
    return ColourCalibration.Primaries(white: points[0], red: points[1], green: points[2], blue: points[3])
  }

  /// Returns the colour space; unknown code points, or those of a narrow range, give way to the next in order.
  ///
  /// - Parameter rawProfile: a profile out of text, which takes precedence over curve and primaries, but not over a chunk of its own.
  func colourSpace(profile: [UInt8]?, rawProfile: [UInt8]? = nil) -> ColourSpace? {
    if let codePoints, codePoints.isKnown, codePoints.isFullRange {
      return codePoints.isSRGB ? .sRGB : .codePoints(codePoints)
    }
    if let profile { return .profile(profile) }
    if isStandard { return .sRGB }
    if let rawProfile { return .profile(rawProfile) }
    guard gamma != nil || primaries != nil else { return nil }
    let calibration = ColourCalibration(gamma: gamma, primaries: primaries)
    return calibration.isSRGB ? .sRGB : .calibrated(calibration)
  }
}

extension PNG {
  /// Returns all chunks but header, data and end, and those that state that the colours are sRGB (their values are for the reader of
  /// metadata to check).
  package func ancillaryBlocks(in data: Span<UInt8>) -> [String]? {
    var names: [String] = []
    func add(_ name: String) {
      if !names.contains(name) { names.append(name) }
    }
    var chunks = PNGChunkCursor()
    var end = 0
    while let chunk = chunks.next(in: data) {
      end = chunk.body.upperBound + 4
      switch chunk.kind {
      case .header, .imageData: break
      case .end where chunk.body.isEmpty: break
      case .standardColour where chunk.body.count == 1: break
      case .gamma where chunk.body.count == 4: break
      case .chromaticities where chunk.body.count == 32: break
      case .palette: add("a palette")
      case .transparency: add("a transparent colour")
      case .exif: add("EXIF")
      case .profile: add("a colour profile")
      case .text, .compressedText, .internationalText: add("text")
      case .animationControl: add("frames")
      case .contentCredentials: add("a C2PA manifest")
      default: add("chunk \(PNGAncillary.name(of: chunk.kind))")
      }
    }
    if !chunks.isAtEnd { add("a broken structure") } else if end != data.count { add("bytes behind the end") }
    return names
  }
}

private enum PNGAncillary {
  /// Returns its four letters; a character that is no letter is shown as a question mark.
  static func name(of kind: PNGChunk.Kind) -> String {
    var text = ""
    for shift: UInt32 in [24, 16, 8, 0] {
      let byte = UInt8(truncatingIfNeeded: kind.code >> shift)
      let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      text.unicodeScalars.append(isLetter ? Unicode.Scalar(byte) : "?")
    }
    return text
  }
}
