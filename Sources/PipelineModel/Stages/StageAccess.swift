package import ImageCore

/// Reads the planned files: each is exactly as planned, or the asset fails.
package struct FileAccess: Sendable {
  private let openFile: @Sendable (String) async throws -> OpenedPicture
  private let readOriginal: @Sendable (String) async throws -> AnsweredPicture
  private let openSide: @Sendable (SideInput.Origin) async throws -> OpenedPicture

  package init(
    openFile: @escaping @Sendable (String) async throws -> OpenedPicture,
    readOriginal: @escaping @Sendable (String) async throws -> AnsweredPicture,
    openSide: @escaping @Sendable (SideInput.Origin) async throws -> OpenedPicture
  ) {
    self.openFile = openFile
    self.readOriginal = readOriginal
    self.openSide = openSide
  }

  /// Opens a source or reference, by its path as the settings have it.
  package func open(_ path: String) async throws -> OpenedPicture { try await openFile(path) }

  /// Opens one of a stage's side inputs.
  package func open(_ side: SideInput.Origin) async throws -> OpenedPicture { try await openSide(side) }

  /// Returns the original of another asset.
  package func original(of asset: String) async throws -> AnsweredPicture { try await readOriginal(asset) }
}

/// The rules for pictures that are sent, for all gateways of the run.
package struct InputRules: Hashable, Sendable {
  /// In the author's order of preference.
  package let mediaTypes: [String]
  /// Bytes of one picture before base64.
  package let pictureBytes: Int

  package init(mediaTypes: [String], pictureBytes: Int) {
    self.mediaTypes = mediaTypes
    self.pictureBytes = pictureBytes
  }
}

/// The shape of a picture that a generation requests from the model.
package struct AskedPicture: Hashable, Sendable {
  /// The ratio, or `nil` if none is sent.
  package let ratio: AspectRatio?
  /// The size as it is sent, or `nil` if none is sent.
  package let imageSize: String?
  /// The model card's exact size for both, or `nil` if the card has none.
  package let expected: PixelSize?

  package init(ratio: AspectRatio?, imageSize: String?, expected: PixelSize?) {
    self.ratio = ratio
    self.imageSize = imageSize
    self.expected = expected
  }
}
