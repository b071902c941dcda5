package import ImageCore

/// Reads the files that the plan names: each is exactly what was planned, or the asset fails.
package struct FileAccess: Sendable {
  private let openFile: @Sendable (String) async throws -> OpenedPicture
  private let readOriginal: @Sendable (String) async throws -> AnsweredPicture

  package init(
    openFile: @escaping @Sendable (String) async throws -> OpenedPicture,
    readOriginal: @escaping @Sendable (String) async throws -> AnsweredPicture
  ) {
    self.openFile = openFile
    self.readOriginal = readOriginal
  }

  /// Opens a source or reference, by its path as the settings have it.
  package func open(_ path: String) async throws -> OpenedPicture { try await openFile(path) }

  /// The original of another asset.
  package func original(of asset: String) async throws -> AnsweredPicture { try await readOriginal(asset) }
}

/// What a picture that is sent has to be, for all gateways of the run.
package struct InputRules: Hashable, Sendable {
  /// In the order of preference of the one who wrote them down.
  package let mediaTypes: [String]
  /// Bytes of one picture before base64.
  package let pictureBytes: Int

  package init(mediaTypes: [String], pictureBytes: Int) {
    self.mediaTypes = mediaTypes
    self.pictureBytes = pictureBytes
  }
}

/// What a generation asks of the model about the picture's shape.
package struct AskedPicture: Hashable, Sendable {
  /// Nil where none is sent.
  package let ratio: AspectRatio?
  /// As it goes on the wire; nil where none is sent.
  package let imageSize: String?
  /// The model card's exact size for both; nil where the card does not know.
  package let expected: PixelSize?

  package init(ratio: AspectRatio?, imageSize: String?, expected: PixelSize?) {
    self.ratio = ratio
    self.imageSize = imageSize
    self.expected = expected
  }
}
