import CImageKernels
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

extension Raster {
  /// Executes a plan: crops, then resamples the rest, then places it on a canvas of colour `background`, if there is one.
  ///
  /// - Precondition: the plan was made for a picture of this size.
  /// - Throws: `CancellationError` as soon as `isCancelled` returns `true`.
  package func fitted(
    _ plan: FitPlan, background: Colour, light: ResamplingSpace = .linear, isCancelled: () -> Bool = { Task.isCancelled }
  ) throws(CancellationError) -> Raster {
    precondition(plan.source == size, "a plan is for pictures of one size")
    let scaled = try resampled(from: plan.crop, to: plan.scaled, light: light, isCancelled: isCancelled)
    guard let placement = plan.placement else { return scaled }
    return scaled.padded(placement, onto: background)
  }
}

extension Raster {
  /// Returns the picture upright, from pixels stored with an EXIF orientation. Exact.
  ///
  /// - Precondition: the format is `rgba8` or `rgba16`.
  package func upright(from orientation: Orientation) -> Raster {
    guard orientation != .upright else { return self }
    var result = PixelBuffer(size: orientation.uprightSize(of: size), of: self)
    // The target has as many pixels as the source: only the sides may be exchanged.
    if format == .rgba16 {
      unsafe deep_pixels_set_upright(pixels, size.width, size.height, Int32(orientation.rawValue), &result.pixels)
    } else {
      unsafe pixels_set_upright(pixels, size.width, size.height, Int32(orientation.rawValue), &result.pixels)
    }
    return result.raster
  }
}

extension Raster {
  /// Indicates whether operations accept the picture: RGBA with 8 or 16 bits a sample.
  var isWorkable: Bool { format == .rgba8 || format == .rgba16 }
}

extension ReducedRaster {
  /// Returns the stored pixels upright; see ``ImageCore/Raster/upright(from:)``.
  package func upright(from orientation: Orientation) -> ReducedRaster {
    guard orientation != .upright else { return self }
    let right = Double(raster.size.width) - region.x - region.width
    let bottom = Double(raster.size.height) - region.y - region.height
    let (mirrorsColumns, mirrorsRows) = orientation.mirroring
    let x = max(0, mirrorsColumns ? right : region.x)
    let y = max(0, mirrorsRows ? bottom : region.y)
    let turned =
      orientation.swapsAxes
      ? Region(x: y, y: x, width: region.height, height: region.width) : Region(x: x, y: y, width: region.width, height: region.height)
    return ReducedRaster(raster: raster.upright(from: orientation), fullSize: orientation.uprightSize(of: fullSize), region: turned)
  }
}

extension Orientation {
  /// The directions that are mirrored before the axes are exchanged, as the values of EXIF tag 0x0112 describe it.
  var mirroring: (columns: Bool, rows: Bool) {
    switch self {
    case .upright, .transposed: (false, false)
    case .mirroredHorizontally, .rotatedCounterClockwise: (true, false)
    case .mirroredVertically, .rotatedClockwise: (false, true)
    case .rotated180, .transversed: (true, true)
    }
  }
}
