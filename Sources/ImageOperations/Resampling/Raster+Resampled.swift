import CImageKernels
package import ImageCore

extension Raster {
  /// Returns the picture in another size: Lanczos-3, area-correct, with colours weighted by their alpha.
  ///
  /// The colour space is passed on. Samples become light by a profile's own curves; pixels with a profile of tables are averaged as they
  /// are encoded, and all others taken as sRGB. Colours that cannot be seen do not take part, and where the result is wholly transparent it
  /// is transparent black. If `target` is the picture's own size, the result is the picture itself. The result has 8 bits a sample, rounded
  /// once, unless the size stays.
  /// - Precondition: the format is `rgba8` or `rgba16`.
  /// - Throws: `CancellationError` as soon as `isCancelled`, which is called once for each row of the source, returns `true`.
  package func resampled(
    to target: PixelSize, light: ResamplingSpace = .linear, isCancelled: () -> Bool = { Task.isCancelled }
  ) throws(CancellationError) -> Raster {
    try resampled(from: PixelRectangle(whole: size), to: target, light: light, isCancelled: isCancelled)
  }

  /// Returns a part of the picture in another size; pixels outside that part have no influence.
  func resampled(
    from part: PixelRectangle, to target: PixelSize, light: ResamplingSpace, isCancelled: () -> Bool
  ) throws(CancellationError) -> Raster {
    try resampled(from: part, to: target, light: light, kernel: resampling_fastest_kernel(), isCancelled: isCancelled)
  }

  func resampled(
    from part: PixelRectangle, to target: PixelSize, light: ResamplingSpace, kernel: resampling_kernel, isCancelled: () -> Bool
  ) throws(CancellationError) -> Raster {
    precondition(part.fits(in: size), "the part lies inside the picture")
    guard part.size != target else { return cropped(to: part) }
    return try resampled(ResampledPart(part), to: target, light: light, kernel: kernel, isCancelled: isCancelled)
  }

  /// Returns a part that may begin and end inside pixels; no pixel that lies wholly outside has an influence.
  func resampled(
    from region: ReducedRaster.Region, to target: PixelSize, light: ResamplingSpace, isCancelled: () -> Bool
  ) throws(CancellationError) -> Raster {
    try resampled(
      ResampledPart(region, in: size), to: target, light: light, kernel: resampling_fastest_kernel(), isCancelled: isCancelled)
  }

  private func resampled(
    _ part: ResampledPart, to target: PixelSize, light: ResamplingSpace, kernel: resampling_kernel, isCancelled: () -> Bool
  ) throws(CancellationError) -> Raster {
    precondition(isWorkable, "operations work on RGBA")
    var resampler = Resampler(source: self, part: part, target: target, light: light, kernel: kernel)
    for row in 0..<part.pixels.size.height {
      if isCancelled() { throw CancellationError() }
      resampler.take(row)
    }
    return resampler.result.raster
  }
}
