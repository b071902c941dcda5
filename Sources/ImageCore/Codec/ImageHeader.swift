/// The facts of a picture that its file states, read before any pixel is decoded.
package struct ImageHeader: Hashable, Sendable {
  package enum ColourModel: String, Sendable {
    case grey
    case rgb
    case cmyk
  }

  package let format: FormatID
  /// The size that `decode` yields, before the orientation is applied.
  package let size: PixelSize
  /// As the file holds it, before its container's own turning and cropping; for most formats the same.
  package let storedSize: PixelSize
  /// The orientation that remains to be applied after decoding; `.upright` if the library applies it itself.
  package let orientation: Orientation
  /// The whole orientation of the stored pixels, whoever applies it: for most formats the same as ``orientation``.
  package let storedOrientation: Orientation
  package let colourModel: ColourModel
  /// Bits in one sample as stored: 1, 2, 4, 8, 10, 12 or 16.
  package let bitDepth: Int
  /// Indicates whether the file has an alpha channel, or a transparent colour.
  package let hasAlpha: Bool
  /// Still pictures have 1; of others only the first frame is decoded.
  package let frameCount: Int
  /// Indicates whether the file stores numbers of a palette, of `bitDepth` bits each, whose colours have 8 bits a sample.
  package let hasPalette: Bool
  /// Indicates whether a codec that decodes smaller sizes directly can do so with this picture.
  package let canBeReduced: Bool

  package init(
    format: FormatID, size: PixelSize, orientation: Orientation, colourModel: ColourModel, bitDepth: Int,
    hasAlpha: Bool, frameCount: Int = 1, storedSize: PixelSize? = nil,
    storedOrientation: Orientation? = nil, canBeReduced: Bool = true, hasPalette: Bool = false
  ) {
    self.format = format
    self.size = size
    self.storedSize = storedSize ?? size
    self.orientation = orientation
    self.storedOrientation = storedOrientation ?? orientation
    self.colourModel = colourModel
    self.bitDepth = bitDepth
    self.hasAlpha = hasAlpha
    self.frameCount = frameCount
    self.canBeReduced = canBeReduced
    self.hasPalette = hasPalette
  }

  /// The size of the picture as it is seen.
  package var uprightSize: PixelSize { orientation.uprightSize(of: size) }
}
