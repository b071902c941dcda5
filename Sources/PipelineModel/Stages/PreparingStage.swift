package import ImageCore

/// A stage that makes of pixels the picture that goes to a model. What it will do can be said before it does it.
package protocol PreparingStage: LocalStage {
  /// What will become of a picture, from what is known of it without its pixels.
  func outlook(on picture: ExpectedPicture, rules: InputRules, codecs: CodecRegistry) -> PreparationOutlook

  /// Returns what a run makes of these pixels.
  func prepare(_ raster: Raster, rules: InputRules, writer: ImageWriter) async throws -> EncodedPicture

  /// Returns what a run makes of the picture of the file at `path`.
  func prepare(_ picture: OpenedPicture, of path: String, rules: InputRules, writer: ImageWriter) async throws -> EncodedPicture
}

/// A picture of which no more is known than its header says, or than was asked of a model.
package struct ExpectedPicture: Hashable, Sendable {
  /// The registered media type of its bytes; nil where it is not there yet.
  package let mediaType: String?
  /// Upright; nil where that is not known.
  package let size: PixelSize?
  /// Whether it may be transparent anywhere.
  package let mayBeTransparent: Bool

  package init(mediaType: String?, size: PixelSize?, mayBeTransparent: Bool) {
    self.mediaType = mediaType
    self.size = size
    self.mayBeTransparent = mayBeTransparent
  }
}

/// What a ``PreparingStage`` will do with a picture: the size it will have, and the ladder by which it is made to fit into the bytes allowed.
package struct PreparationOutlook: Hashable, Sendable {
  /// Before the ladder makes it any smaller; nil where the picture's size is not known.
  package let size: PixelSize?
  /// Media types, in the order in which they are tried.
  package let mediaTypes: [String]
  /// The same for a picture without a transparent pixel, where its header leaves that open and it makes a difference.
  package let opaqueMediaTypes: [String]?
  /// Quality of lossy types.
  package let quality: Int
  /// The type that is tried further where none fits, with the qualities it is tried with.
  package let lastType: String?
  package let lowerQualities: [Int]
  /// In pixels: a picture that still does not fit is made smaller, but not below this longest edge.
  package let smallestEdge: Int
  /// What has to be fitted into, before base64.
  package let pictureBytes: Int

  package init(
    size: PixelSize?, mediaTypes: [String], opaqueMediaTypes: [String]?, quality: Int, lastType: String?, lowerQualities: [Int],
    smallestEdge: Int, pictureBytes: Int
  ) {
    self.size = size
    self.mediaTypes = mediaTypes
    self.opaqueMediaTypes = opaqueMediaTypes
    self.quality = quality
    self.lastType = lastType
    self.lowerQualities = lowerQualities
    self.smallestEdge = smallestEdge
    self.pictureBytes = pictureBytes
  }
}
