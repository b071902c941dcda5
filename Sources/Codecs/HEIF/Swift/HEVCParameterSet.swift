import ImageCore

/// The size in an HEVC sequence parameter set, which the decoder allocates for, and the code points of its colours (ITU-T H.265, 7.3.2.2).
struct HEVCParameterSet {
  /// The type of a NAL unit that holds one.
  static let unitType = 33
  /// Sizes and colours stand well before this many bytes.
  static let neededBytes = 256

  /// In pixels, before the conformance window is cut out.
  let codedSize: PixelSize
  let size: PixelSize
  let isGrey: Bool
  /// The code points, or `nil` if the set has none, or only behind fields that still pictures do not use.
  let codePoints: ColourCodePoints?

  /// Reads a NAL unit with its header; its tail may be missing.
  init(_ unit: [UInt8]) throws(CodecError) {
    var bits = BitReader(unit: unit)
    try bits.skip(16 + 4)
    let subLayers = try bits.read(3)
    try bits.skip(1 + 96)
    var subLayerBits = 0
    for _ in 0..<subLayers {
      if try bits.read(1) == 1 { subLayerBits += 88 }
      if try bits.read(1) == 1 { subLayerBits += 8 }
    }
    if subLayers > 0 { try bits.skip((8 - subLayers) * 2) }
    try bits.skip(subLayerBits)
    _ = try bits.readExponentialGolomb()
    let chroma = try bits.readExponentialGolomb()
    guard chroma <= 3 else { throw HEIF.error(.malformed, "an unknown chroma format") }
    if chroma == 3 { try bits.skip(1) }
    let width = try bits.readExponentialGolomb()
    let height = try bits.readExponentialGolomb()
    guard let coded = PixelSize(checking: width, height) else { throw HEIF.error(.malformed, "a coded picture without pixels") }
    var (cutWidth, cutHeight) = (0, 0)
    if try bits.read(1) == 1 {
      let left = try bits.readExponentialGolomb()
      let right = try bits.readExponentialGolomb()
      let top = try bits.readExponentialGolomb()
      let bottom = try bits.readExponentialGolomb()
      // The window is counted in chroma samples. Numbers are below 2^32, so nothing overflows.
      cutWidth = (left + right) * (chroma == 1 || chroma == 2 ? 2 : 1)
      cutHeight = (top + bottom) * (chroma == 1 ? 2 : 1)
    }
    guard let size = PixelSize(checking: width - cutWidth, height - cutHeight) else {
      throw HEIF.error(.malformed, "a coded picture without pixels")
    }
    codedSize = coded
    self.size = size
    isGrey = chroma == 0
    do throws(CodecError) {
      codePoints = try HEVCParameterSet.readCodePoints(&bits, subLayers: subLayers)
    } catch {
      // A tail that is cut or damaged yields no colours; the decoder decides about the rest.
      codePoints = nil
    }
  }

  /// Reads on from the conformance window to the colour description of the usability information (annex E.2.1).
  private static func readCodePoints(_ bits: inout BitReader, subLayers: Int) throws(CodecError) -> ColourCodePoints? {
    for _ in 0..<3 { _ = try bits.readExponentialGolomb() }
    let ordered = try bits.read(1) == 1 ? subLayers + 1 : 1
    for _ in 0..<3 * ordered { _ = try bits.readExponentialGolomb() }
    // Block sizes and depths of transform trees.
    for _ in 0..<6 { _ = try bits.readExponentialGolomb() }
    // Lists of scaling factors would have to be read through.
    if try bits.read(1) == 1, try bits.read(1) == 1 { return nil }
    try bits.skip(2)
    if try bits.read(1) == 1 {
      try bits.skip(8)
      for _ in 0..<2 { _ = try bits.readExponentialGolomb() }
      try bits.skip(1)
    }
    // So would sets of reference pictures, which a still picture does not use.
    guard try bits.readExponentialGolomb() == 0, try bits.read(1) == 0 else { return nil }
    try bits.skip(2)
    guard try bits.read(1) == 1 else { return nil }
    // The shape of a pixel; 255 is followed by its sides.
    if try bits.read(1) == 1, try bits.read(8) == 255 { try bits.skip(32) }
    if try bits.read(1) == 1 { try bits.skip(1) }
    guard try bits.read(1) == 1 else { return nil }
    try bits.skip(3)
    let isFullRange = try bits.read(1) == 1
    guard try bits.read(1) == 1 else { return nil }
    return ColourCodePoints(
      primaries: try bits.read(8), transfer: try bits.read(8), matrix: try bits.read(8), isFullRange: isFullRange)
  }

  /// The units of a decoder configuration record that are accepted. A stream has at most 16 sequence parameter sets, and a picture uses
  /// one; each tile's decoder is given all of them again.
  static let maximumConfigurationUnits = 64

  /// Reads the sequence parameter sets of a decoder configuration record (ISO/IEC 14496-15, 8.3.3.1).
  ///
  /// - Parameter count: the units in all configurations of the file so far.
  static func list(
    configuration: Range<Int>, of data: Span<UInt8>, count total: inout Int, limits: DecodeLimits
  ) throws(CodecError) -> [HEVCParameterSet] {
    var cursor = ByteCursor(configuration)
    try cursor.skip(22)
    var sets: [HEVCParameterSet] = []
    var units = 0
    for _ in 0..<(try cursor.integer(data, bytes: 1)) {
      let type = try cursor.integer(data, bytes: 1) & 63
      for _ in 0..<(try cursor.integer(data, bytes: 2)) {
        units += 1
        guard units <= maximumConfigurationUnits else {
          throw HEIF.error(.limit(.items, actual: units, allowed: maximumConfigurationUnits))
        }
        total += 1
        guard total <= limits.items else { throw HEIF.error(.limit(.items, actual: total, allowed: limits.items)) }
        let size = try cursor.integer(data, bytes: 2)
        let start = cursor.position
        try cursor.skip(size)
        guard type == unitType else { continue }
        let unit = start..<(start + min(size, neededBytes))
        sets.append(try HEVCParameterSet(data.extracting(unit).copied()))
      }
    }
    return sets
  }
}
