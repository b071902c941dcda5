/// A decoded picture with its file's header.
package struct DecodedImage: Sendable {
  /// Stored orientation, the file's own colour space.
  package let raster: Raster
  package let header: ImageHeader
  package let format: ImageFormat

  /// The picture's place in the raster; all of it unless it was decoded to a smaller size.
  package var region: ReducedRaster.Region { ReducedRaster.Region(of: header.size, decodedTo: raster.size) }
}

/// A plan of decoding a file, after every check that can be made before.
package struct DecodingPlan: Sendable {
  package let header: ImageHeader
  /// The size and format of the pixels, in stored orientation.
  package let layout: RasterLayout
  /// The file's own colour space.
  package let colourSpace: ColourSpace

  /// The picture's place in the pixels.
  package var region: ReducedRaster.Region { ReducedRaster.Region(of: header.size, decodedTo: layout.size) }
}

extension ReducedRaster.Region {
  /// Creates the region that a codec's scaled decoding leaves of a picture.
  fileprivate init(of full: PixelSize, decodedTo size: PixelSize) {
    var divisor = 1
    while divisor < full.longestSide, full.dividedRoundingUp(by: divisor) != size { divisor *= 2 }
    self.init(
      x: 0, y: 0, width: min(Double(full.width) / Double(divisor), Double(size.width)),
      height: min(Double(full.height) / Double(divisor), Double(size.height)))
  }
}
