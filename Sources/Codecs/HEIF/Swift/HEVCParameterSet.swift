import ImageCore

/// The size in an HEVC sequence parameter set, which is what the decoder allocates for (ITU-T H.265, 7.3.2.2).
struct HEVCParameterSet {
  /// The type of a NAL unit that holds one.
  static let unitType = 33
  /// Sizes stand well before this many bytes.
  static let neededBytes = 128

  /// In pixels, before the conformance window is cut out.
  let codedSize: PixelSize
  let size: PixelSize
  let isGrey: Bool

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
  }

  /// The parameter sets of a decoder configuration record (ISO/IEC 14496-15, 8.3.3.1).
  static func list(configuration: Range<Int>, of data: Span<UInt8>) throws(CodecError) -> [HEVCParameterSet] {
    var cursor = ByteCursor(configuration)
    try cursor.skip(22)
    var sets: [HEVCParameterSet] = []
    for _ in 0..<(try cursor.integer(data, bytes: 1)) {
      let type = try cursor.integer(data, bytes: 1) & 63
      for _ in 0..<(try cursor.integer(data, bytes: 2)) {
        let count = try cursor.integer(data, bytes: 2)
        let start = cursor.position
        try cursor.skip(count)
        guard type == unitType else { continue }
        let unit = start..<(start + min(count, neededBytes))
        sets.append(try HEVCParameterSet(data.extracting(unit).copied()))
      }
    }
    return sets
  }
}
