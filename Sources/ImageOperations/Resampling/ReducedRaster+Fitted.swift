package import ImageCore

extension ReducedRaster {
  /// The factor by which a reduced picture must exceed its target on each side, so that resampling from it may stand for resampling from
  /// the picture itself.
  ///
  /// The losses and aliases of a reduction near its own limit are then beyond the target's resolution. Verified by a test against the
  /// definition in 64-bit floating point.
  package static let margin = 2

  /// Crops and scales by a plan, without its canvas.
  ///
  /// - Precondition: the plan was made for the full size and the pixels cover ``FitPlan/minimumSource``.
  package func scaled(
    _ plan: FitPlan, light: ResamplingSpace = .linear, isCancelled: () -> Bool = { Task.isCancelled }
  ) throws(CancellationError) -> Raster {
    precondition(plan.source == fullSize, "a plan is for pictures of one size")
    guard isReduced else { return try raster.resampled(from: plan.crop, to: plan.scaled, light: light, isCancelled: isCancelled) }
    precondition(plan.scaled != plan.crop.size, "a picture in its own size is made from its own pixels")
    let part = region.showing(plan.crop, of: fullSize)
    return try raster.resampled(from: part, to: plan.scaled, light: light, isCancelled: isCancelled)
  }

  /// Executes a plan; see ``ImageCore/Raster/fitted(_:background:light:isCancelled:)``.
  package func fitted(
    _ plan: FitPlan, background: Colour, light: ResamplingSpace = .linear, isCancelled: () -> Bool = { Task.isCancelled }
  ) throws(CancellationError) -> Raster {
    let scaled = try scaled(plan, light: light, isCancelled: isCancelled)
    guard let placement = plan.placement else { return scaled }
    return scaled.padded(placement, onto: background)
  }
}

extension ReducedRaster.Region {
  /// Returns the place of a part of the picture, which is given in pixels of its own size.
  func showing(_ part: PixelRectangle, of fullSize: PixelSize) -> ReducedRaster.Region {
    let horizontal = width / Double(fullSize.width)
    let vertical = height / Double(fullSize.height)
    return ReducedRaster.Region(
      x: x + Double(part.x) * horizontal, y: y + Double(part.y) * vertical,
      width: Double(part.size.width) * horizontal, height: Double(part.size.height) * vertical)
  }
}

extension ResampledPart {
  /// Creates a part of a picture of size `fullSize`, which lies in `region` of pixels that may be fewer.
  init(_ part: PixelRectangle, of fullSize: PixelSize, decodedTo size: PixelSize, region: ReducedRaster.Region) {
    if size == fullSize {
      self.init(part)
    } else {
      self.init(region.showing(part, of: fullSize), in: size)
    }
  }
}

extension FitPlan {
  /// Returns the plan without its canvas.
  package func scaling(light: ResamplingSpace) -> PictureScaling { PictureScaling(part: crop, size: scaled, light: light) }

  /// The smallest size of the whole picture from which the plan may be executed; the full size if nothing smaller suffices.
  package var minimumSource: PixelSize {
    PixelSize(
      FitPlan.least(source.width, scaling: crop.size.width, to: scaled.width),
      FitPlan.least(source.height, scaling: crop.size.height, to: scaled.height))
  }

  private static func least(_ full: Int, scaling part: Int, to scaled: Int) -> Int {
    // Sides are at most 2^30, and the margin is a few units, so nothing overflows.
    min(full, (full * scaled * ReducedRaster.margin + part - 1) / part)
  }
}
