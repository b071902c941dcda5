package import ImageCore

extension Raster {
  /// Returns the part of the picture inside `rectangle`.
  ///
  /// - Precondition: the format is `rgba8` or `rgba16` and the rectangle lies inside the picture.
  package func cropped(to rectangle: PixelRectangle) -> Raster {
    precondition(isWorkable, "operations work on RGBA")
    precondition(rectangle.fits(in: size), "a crop lies inside the picture")
    guard rectangle != PixelRectangle(whole: size) else { return self }
    guard let target = RasterLayout(size: rectangle.size, format: format) else {
      preconditionFailure("a part is never larger than its picture")
    }
    var result: [UInt8] = []
    result.reserveCapacity(target.byteCount)
    for row in rectangle.y..<rectangle.y + rectangle.size.height {
      let start = row * layout.bytesPerRow + rectangle.x * format.bytesPerPixel
      result.append(contentsOf: pixels[start..<start + target.bytesPerRow])
    }
    return Raster(layout: target, pixels: result, colourSpace: colourSpace)
  }

  /// Returns the largest centred part of a nominal ratio.
  package func cropped(to crop: AspectCrop) -> Raster {
    cropped(to: crop.rectangle)
  }
}
