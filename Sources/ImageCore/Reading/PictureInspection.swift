/// All facts of a picture that its file states, and those that only its pixels show.
package struct PictureInspection: Sendable {
  package enum AlphaUse: String, Sendable {
    /// There is no alpha channel and no transparent colour.
    case none
    /// There is one, and every pixel is opaque.
    case unused
    case used
    /// The pixels cannot be decoded.
    case unknown
  }

  package let format: ImageFormat
  package let header: ImageHeader
  package let metadata: ImageMetadata
  /// Bytes of the file.
  package let encodedBytes: Int
  package let hasGPS: Bool
  package let alphaUse: AlphaUse
  /// Indicates whether the file reaches its format's end. Damage before that is found by decoding only.
  package let isComplete: Bool

  /// Inspects the picture, and decodes it only if it has alpha.
  package init(_ picture: OpenedPicture) throws(CodecError) {
    format = picture.format
    header = picture.header
    metadata = try picture.metadata()
    encodedBytes = picture.bytes.count
    hasGPS = metadata.hasGPS
    alphaUse = header.hasAlpha ? PictureInspection.alphaUse(of: picture) : .none
    isComplete = !picture.isCutShort
  }

  private static func alphaUse(of picture: OpenedPicture) -> AlphaUse {
    do throws(CodecError) {
      return try picture.decode().raster.hasTransparency ? .used : .unused
    } catch {
      return .unknown
    }
  }

  /// Samples of one pixel as stored, a palette counted as its colours.
  package var channels: Int {
    let colours =
      switch header.colourModel {
      case .grey: 1
      case .rgb: 3
      case .cmyk: 4
      }
    return colours + (header.hasAlpha ? 1 : 0)
  }

  /// The name of the colour space, after the format's order of precedence, or `nil` if the file states none.
  package var colourName: String? { metadata.colourSpace?.name }

  /// Returns whether `fileExtension`, without its dot, belongs to the format of the bytes.
  package func agrees(with fileExtension: String) -> Bool { format.fileExtensions.contains(fileExtension.lowercased()) }
}
