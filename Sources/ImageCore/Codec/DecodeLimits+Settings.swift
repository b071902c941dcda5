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
