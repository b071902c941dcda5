import CImageKernels
import ImageCore

/// The resampling of a picture in memory, row by row.
struct Resampler {
  private var rows: ScaledRows
  private let source: Raster
  private let part: PixelRectangle
  private let kernel: resampling_kernel
  private let isLinear: Bool
  private let tables: TransferTables
  /// Four planes of one source row.
  private var planes: [Float]
  private let planeStride: Int

  var result: PixelBuffer { rows.result }

  /// - Precondition: the part lies inside the source, which is `rgba8` or `rgba16`.
  init(source: Raster, part: ResampledPart, target: PixelSize, light: ResamplingLight, kernel: resampling_kernel) {
    self.source = source
    self.part = part.pixels
    self.kernel = kernel
    isLinear = light == .linear
    tables = isLinear ? .linear : .encoded
    // Only the part is unpacked, so that what lies outside has no influence.
    rows = ScaledRows(
      part: part.atOrigin, target: target, colourSpace: source.colourSpace, light: light, kernel: kernel)
    planeStride = rows.planeLength
    planes = [Float](repeating: 0, count: 4 * planeStride)
  }

  /// Brings one row of the part into the result.
  ///
  /// - Precondition: rows come from the top, each once.
  mutating func take(_ index: Int) {
    let start = (part.y + index) * source.size.width + part.x
    // The row lies inside the part, the part inside the source; a plane is at least as long as the row in whole groups.
    let isOpaque =
      if source.format == .rgba16 {
        unsafe deep_pixels_unpack(
          source.pixels, start, part.size.width, isLinear ? TransferTables.deepLevels : nil, &planes, planeStride)
      } else {
        unsafe resampling_unpack(
          kernel, source.pixels, start, part.size.width, tables.levels, isLinear, &planes, planeStride)
      }
    rows.take(index, planes: planes, stride: planeStride, isOpaque: isOpaque)
  }
}
