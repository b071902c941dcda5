/// The limits on the cost of reading a picture. Every limit is finite, and is checked before memory is allocated.
package struct DecodeLimits: Hashable, Sendable {
  /// Bytes of the file as stored.
  package var encodedBytes: Int
  /// Pixels on either side, of the stored and of the decoded picture.
  package var side: Int
  /// Pixels in one picture that is read or made.
  package var pixels: Int
  /// Bytes of the pixels of one picture that is read or made.
  package var decodedBytes: Int
  /// Bytes of one metadata block other than a colour profile, also after decompression.
  package var metadataBytes: Int
  /// Bytes of a colour profile, also after decompression.
  package var profileBytes: Int
  /// Chunks of text in a PNG; segments of metadata in a JPEG.
  package var textChunks: Int
  /// Frames of an animation.
  package var frames: Int
  /// Scans of a progressive JPEG.
  package var scans: Int
  /// Scans of a JPEG times its pixels: the work of its decoder, however few bytes that takes.
  package var scanPixels: Int
  /// Items, boxes of one level, references, properties and coded units of a HEIF file.
  package var items: Int
  /// Tiles of one picture of a HEIF file.
  package var tiles: Int
  /// Decoded bytes for each byte of the file, asked of pictures that decode to more than ``unsuspiciousBytes``.
  ///
  /// The flattest PNG that deflate can write, with 1 bit a pixel, is at 33,024; a flat WebP or HEIF can be far beyond.
  package var decompressionRatio: Int
  /// Decoded bytes up to which a picture may come from a file of any size.
  package var unsuspiciousBytes: Int

  package init(
    encodedBytes: Int, side: Int, pixels: Int, decodedBytes: Int, metadataBytes: Int, profileBytes: Int = 16 << 20,
    textChunks: Int = 10_000, frames: Int, scans: Int, scanPixels: Int = 2_560_000_000, items: Int = 10_000, tiles: Int = 4_096,
    decompressionRatio: Int = 40_000,
    unsuspiciousBytes: Int = 64 << 20
  ) {
    self.encodedBytes = encodedBytes
    self.side = side
    self.pixels = pixels
    self.decodedBytes = decodedBytes
    self.metadataBytes = metadataBytes
    self.profileBytes = profileBytes
    self.textChunks = textChunks
    self.frames = frames
    self.scans = scans
    self.scanPixels = scanPixels
    self.items = items
    self.tiles = tiles
    self.decompressionRatio = decompressionRatio
    self.unsuspiciousBytes = unsuspiciousBytes
  }

  /// Room for the largest cameras and for every picture a model returns (12288x1536), and not for much more.
  package static let standard = DecodeLimits(
    encodedBytes: 256 << 20, side: 32_768, pixels: 160_000_000, decodedBytes: 1 << 30, metadataBytes: 16 << 20,
    frames: 10_000, scans: 256)

  /// Validates the number of pixels and the sides of a picture.
  package func check(_ size: PixelSize, format: FormatID) throws(CodecError) {
    guard size.longestSide <= side else {
      throw CodecError(format: format, kind: .limit(.side, actual: size.longestSide, allowed: side))
    }
    guard let count = size.pixelCount, count <= pixels else {
      throw CodecError(format: format, kind: .limit(.pixels, actual: size.pixelCount ?? .max, allowed: pixels))
    }
  }

  /// Validates the decoded bytes of a picture, by themselves and in proportion to the file they come from.
  func check(_ layout: RasterLayout, from encodedBytes: Int, format: FormatID) throws(CodecError) {
    guard layout.byteCount <= decodedBytes else {
      throw CodecError(format: format, kind: .limit(.decodedBytes, actual: layout.byteCount, allowed: decodedBytes))
    }
    let ratio = layout.byteCount / max(encodedBytes, 1)
    guard layout.byteCount <= unsuspiciousBytes || ratio <= decompressionRatio else {
      throw CodecError(format: format, kind: .limit(.decompressionRatio, actual: ratio, allowed: decompressionRatio))
    }
  }
}

extension DecodeLimits {
  /// A limit that a picture which is yet to be made would go beyond.
  package struct Excess: Hashable, Sendable {
    /// As it is set.
    package let name: String
    /// Its unit, as in messages.
    package let displayName: String
    package let actual: Int
    package let allowed: Int
  }

  /// Returns the limit that pixels of this size would exceed, or `nil` if there is none: ``pixels`` and ``decodedBytes`` hold for them as
  /// for pictures that are read.
  package func problem(making size: PixelSize) -> Excess? {
    func excess(_ limit: CodecError.Limit, _ actual: Int, _ allowed: Int) -> Excess? {
      actual > allowed ? Excess(name: limit.rawValue, displayName: limit.displayName, actual: actual, allowed: allowed) : nil
    }
    // A count that does not fit in an integer is beyond every limit.
    return excess(.pixels, size.pixelCount ?? .max, pixels)
      ?? excess(.decodedBytes, RasterLayout(size: size, format: .rgba8)?.byteCount ?? .max, decodedBytes)
  }
}

extension DecodeLimits {
  /// One limit by the name under which a person may set it.
  package struct Setting: Sendable {
    package let name: String
    package let path: any WritableKeyPath<DecodeLimits, Int> & Sendable
    package let documentation: String
  }

  /// The values that a limit may be set to: at least one, and bounded, so that every limit limits.
  package static let range = 1...1_000_000_000_000

  /// Every limit, in the order in which they are asked.
  package static let settings: [Setting] = [
    Setting(name: "encodedBytes", path: \.encodedBytes, documentation: "Bytes of a file."),
    Setting(name: "side", path: \.side, documentation: "Pixels on either side."),
    Setting(name: "pixels", path: \.pixels, documentation: "Pixels of one picture."),
    Setting(name: "decodedBytes", path: \.decodedBytes, documentation: "Bytes of one decoded picture."),
    Setting(name: "metadataBytes", path: \.metadataBytes, documentation: "Bytes of one block of metadata."),
    Setting(name: "profileBytes", path: \.profileBytes, documentation: "Bytes of a colour profile."),
    Setting(name: "textChunks", path: \.textChunks, documentation: "Chunks of text in a PNG, segments of metadata in a JPEG."),
    Setting(name: "frames", path: \.frames, documentation: "Frames of an animation."),
    Setting(name: "scans", path: \.scans, documentation: "Scans of a JPEG."),
    Setting(name: "scanPixels", path: \.scanPixels, documentation: "Scans of a JPEG times its pixels."),
    Setting(name: "items", path: \.items, documentation: "Items, boxes of one level and coded units of a HEIF file."),
    Setting(name: "tiles", path: \.tiles, documentation: "Tiles of a HEIF picture."),
    Setting(
      name: "decompressionRatio", path: \.decompressionRatio,
      documentation: "Decoded bytes for each byte of a file that decodes to more than unsuspiciousBytes."),
    Setting(
      name: "unsuspiciousBytes", path: \.unsuspiciousBytes, documentation: "Decoded bytes up to which decompressionRatio is not asked."),
  ]
}
