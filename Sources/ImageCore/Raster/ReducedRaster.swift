/// Pixels that stand for a larger picture: all of it, scaled down in the cheapest way.
///
/// A picture in its own size is the case in which nothing was scaled.
package struct ReducedRaster: Hashable, Sendable {
  /// The picture's place in the raster, in pixels of the raster and fractions of them.
  ///
  /// A scaled decode rounds its sides up, so the last pixel of a row may lie in the picture in part only.
  package struct Region: Hashable, Sendable {
    package let x: Double
    package let y: Double
    package let width: Double
    package let height: Double

    package init(x: Double, y: Double, width: Double, height: Double) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }

  package let raster: Raster
  /// The size of the picture itself, in pixels.
  package let fullSize: PixelSize
  package let region: Region

  /// - Precondition: the region lies inside the raster, up to a pixel at each edge.
  package init(raster: Raster, fullSize: PixelSize, region: Region) {
    precondition(region.x >= 0 && region.y >= 0 && region.width > 0 && region.height > 0, "a picture lies inside its raster")
    precondition(
      region.x + region.width <= Double(raster.size.width) + 1e-6 && region.y + region.height <= Double(raster.size.height) + 1e-6,
      "a picture lies inside its raster")
    self.raster = raster
    self.fullSize = fullSize
    self.region = region
  }

  /// Creates a picture that all of the raster stands for.
  package init(raster: Raster, of fullSize: PixelSize) {
    self.init(
      raster: raster, fullSize: fullSize,
      region: Region(x: 0, y: 0, width: Double(raster.size.width), height: Double(raster.size.height)))
  }

  /// Creates a picture in its own size.
  package init(_ raster: Raster) { self.init(raster: raster, of: raster.size) }

  /// Indicates whether the raster has fewer pixels than the picture.
  package var isReduced: Bool { raster.size != fullSize }
}

/// The space in which pixels are averaged when they are combined.
package enum ResamplingSpace: String, CaseIterable, Sendable {
  /// Amounts of light, so that brightness is kept.
  case linear
  /// The sRGB values as stored, as most programs do it.
  case encoded
}

/// A part of a picture in another size: what a rendition needs of a picture's pixels.
package struct PictureScaling: Hashable, Sendable {
  /// The part, in pixels of the picture in its own size.
  package let part: PixelRectangle
  /// The size that the part becomes.
  package let size: PixelSize
  package let light: ResamplingSpace

  package init(part: PixelRectangle, size: PixelSize, light: ResamplingSpace) {
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
