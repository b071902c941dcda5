package import Diagnostics
package import ImageCore

/// A stage that turns pixels into the picture that goes to a model. Its work can be predicted.
package protocol PreparingStage: LocalStage {
  /// Returns the prediction for a picture, from the facts that are known without its pixels.
  func estimate(on picture: ExpectedPicture, rules: InputRules, codecs: CodecRegistry) -> PreparationEstimate

  /// Prepares these pixels as a run does.
  func prepare(_ raster: Raster, rules: InputRules, writer: ImageWriter) async throws -> EncodedPicture

  /// Prepares the picture of the file at `path` as a run does.
  func prepare(_ picture: OpenedPicture, of path: String, rules: InputRules, writer: ImageWriter) async throws -> EncodedPicture
}

/// A picture of which only its header is known, or only the request to a model.
package struct ExpectedPicture: Hashable, Sendable {
  /// The registered media type of its bytes, or `nil` if it does not exist yet.
  package let mediaType: String?
  /// The upright size, or `nil` if that is not known.
  package let size: PixelSize?
  /// Indicates whether any of its pixels may be transparent.
  package let mayBeTransparent: Bool

  package init(mediaType: String?, size: PixelSize?, mayBeTransparent: Bool) {
    self.mediaType = mediaType
    self.size = size
    self.mayBeTransparent = mayBeTransparent
  }
}

/// The predicted work of a ``PreparingStage`` on a picture: its size, and the fallback steps that make it fit into the bytes allowed.
package struct PreparationEstimate: Hashable, Sendable {
  /// The size before the fallback steps reduce it, or `nil` if the picture's size is not known.
  package let size: PixelSize?
  /// Media types, in the order in which they are tried.
  package let mediaTypes: [String]
  /// The same for a picture without a transparent pixel, if its header leaves that open and it makes a difference.
  package let opaqueMediaTypes: [String]?
  /// Quality of lossy types.
  package let quality: Int
  /// The type of the further steps if none fits, with their qualities.
  package let lastType: String?
  package let lowerQualities: [Int]
  /// In pixels: a picture that still does not fit is reduced, but not below this longest edge.
  package let smallestEdge: Int
  /// The limit of its bytes, before base64.
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

/// A stage that can begin a chain.
package protocol InputStage: LocalStage {
  var input: StageInput { get }

  /// The settings that only locate the input. Keys leave them out, because they contain the input's own digest.
  static var inputSettings: Set<String> { get }
}

extension InputStage {
  package var asInput: (any InputStage)? { self }
}

/// The source of a picture.
package enum StageInput: Hashable, Sendable {
  /// A file: its path as the settings have it, relative to the pipeline file.
  case file(String, SourcePosition?)
  /// The original of another asset.
  case asset(String, SourcePosition?)
  /// The picture that the stage before returned.
  case result
}
