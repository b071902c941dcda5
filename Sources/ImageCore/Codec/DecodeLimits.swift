/// What a picture may cost. Every limit is finite, and is checked before memory is taken for it.
package struct DecodeLimits: Hashable, Sendable {
  /// Bytes of the file as stored.
  package var encodedBytes: Int
  /// Pixels on either side, of the stored and of the decoded picture.
  package var side: Int
  /// Pixels in one picture.
  package var pixels: Int
  /// Bytes of one decoded picture.
  package var decodedBytes: Int
  /// Bytes of one profile or metadata block.
  package var metadataBytes: Int
  /// Frames of an animation, items of a container.
  package var frames: Int
  /// Scans of a progressive JPEG.
  package var scans: Int

  package init(
    encodedBytes: Int, side: Int, pixels: Int, decodedBytes: Int, metadataBytes: Int, frames: Int, scans: Int
  ) {
    self.encodedBytes = encodedBytes
    self.side = side
    self.pixels = pixels
    self.decodedBytes = decodedBytes
    self.metadataBytes = metadataBytes
    self.frames = frames
    self.scans = scans
  }

  /// Room for the largest cameras and for every picture a model returns (12288x1536), and not for much more.
  package static let standard = DecodeLimits(
    encodedBytes: 256 << 20, side: 32_768, pixels: 160_000_000, decodedBytes: 1 << 30, metadataBytes: 16 << 20,
    frames: 10_000, scans: 256)

  /// Refuses a size that is too large.
  package func check(_ size: PixelSize, format: FormatID) throws(CodecError) {
    guard size.longestSide <= side else {
      throw CodecError(format: format, kind: .limit(.side, actual: size.longestSide, allowed: side))
    }
    guard let count = size.pixelCount, count <= pixels else {
      throw CodecError(format: format, kind: .limit(.pixels, actual: size.pixelCount ?? .max, allowed: pixels))
    }
  }
}
