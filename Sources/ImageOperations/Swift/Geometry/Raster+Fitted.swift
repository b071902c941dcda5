package import ImageCore

extension Raster {
  /// Executes a plan: crops, then resamples the rest, then places it on a canvas of colour `background`, if there is one.
  ///
  /// - Precondition: the plan was made for a picture of this size.
  /// - Throws: `CancellationError` as soon as `isCancelled` returns `true`.
  package func fitted(
    _ plan: FitPlan, background: Colour, light: ResamplingLight = .linear, isCancelled: () -> Bool = { Task.isCancelled }
  ) throws(CancellationError) -> Raster {
    precondition(plan.source == size, "a plan is for pictures of one size")
    let scaled = try resampled(from: plan.crop, to: plan.scaled, light: light, isCancelled: isCancelled)
    guard let placement = plan.placement else { return scaled }
    return scaled.padded(placement, onto: background)
  }
}
