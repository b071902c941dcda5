/// Everything a file says of its picture, and what only its pixels tell.
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
  /// Whether the file goes on to its format's end. Damage before that is found by decoding only.
  package let isComplete: Bool

  /// Decodes the picture only where it has alpha.
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

  /// What the numbers mean, after the format's order of precedence; nil where the file does not say.
  package var colourName: String? { metadata.colourSpace?.name }

  /// Whether `fileExtension`, without its dot, belongs to the format that the bytes are.
  package func agrees(with fileExtension: String) -> Bool { format.fileExtensions.contains(fileExtension.lowercased()) }
}
