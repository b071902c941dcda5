/// A part of a picture in another size: what a rendition needs of a picture's pixels.
package struct PictureScaling: Hashable, Sendable {
  /// The part, in pixels of the picture in its own size.
  package let part: PixelRectangle
  /// The size that the part becomes.
  package let size: PixelSize
  package let light: ResamplingLight

  package init(part: PixelRectangle, size: PixelSize, light: ResamplingLight) {
    self.part = part
    self.size = size
    self.light = light
  }

  /// Indicates whether the part changes its size, so that pixels are combined.
  package var resamples: Bool { part.size != size }
}

/// The scaled parts of a picture, made while its rows were decoded, so that it never was in memory as a whole.
package struct ScaledPictures: Sendable {
  /// The size of the picture itself, in pixels.
  package let fullSize: PixelSize
  private let rasters: [PictureScaling: Raster]

  package init(fullSize: PixelSize, rasters: [PictureScaling: Raster]) {
    self.fullSize = fullSize
    self.rasters = rasters
  }

  /// The bytes of all pixels together.
  package var byteCount: Int { rasters.values.reduce(0) { $0 + $1.layout.byteCount } }

  /// Returns the picture of a scaling.
  /// - Precondition: the scaling is one that the pictures were made for.
  package subscript(scaling: PictureScaling) -> Raster {
    guard let raster = rasters[scaling] else { preconditionFailure("a scaling that nobody announced") }
    return raster
  }
}
