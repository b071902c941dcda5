import CImageKernels
import ImageCore

/// The resampling of a picture in memory, row by row.
struct Resampler {
  private var rows: ScaledRows
  private var group: LightRows
  private let source: Raster
  private let part: PixelRectangle
  private let light: ResamplingSpace
  private let curves: [Float]

  var result: PixelBuffer { rows.result }

  /// - Precondition: the part lies inside the source, which is `rgba8` or `rgba16`.
  init(source: Raster, part: ResampledPart, target: PixelSize, light: ResamplingSpace, kernel: resampling_kernel) {
    self.source = source
    self.part = part.pixels
    var light = light
    var kept: ProfileCurves?
    if light == .linear, case .profile(let profile) = source.colourSpace {
      switch KeptProfile.light(of: profile, format: source.format) {
      case .standard: break
      case .curves(let curves): kept = curves
      case .encoded: light = .encoded
      }
    }
    self.light = light
    curves = kept?.light(for: source.format) ?? []
    // Only the part becomes light, so that pixels outside have no influence.
    rows = ScaledRows(
      part: part.atOrigin, target: target, colourSpace: source.colourSpace, light: light, kernel: kernel, curves: kept)
    group = LightRows(width: part.pixels.size.width, stride: rows.planeLength, kernel: kernel)
  }

  /// Adds one row of the part to the result.
  ///
  /// - Precondition: rows come from the top, each once.
  mutating func take(_ index: Int) {
    if group.isFull || index == 0 { group.begin(at: index) }
    let start = (part.y + index) * source.size.width + part.x
    let source = source
    group.append(source.pixels.span, offset: start, format: source.format, light: light, curves: curves)
    if group.isFull || index == part.size.height - 1 { rows.take(group) }
  }
}
