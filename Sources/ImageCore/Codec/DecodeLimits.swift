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
