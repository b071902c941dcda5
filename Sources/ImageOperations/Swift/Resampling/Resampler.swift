import CImageKernels
import ImageCore

/// One resampling under way: source rows pass through the horizontal filter into a ring that is as high as the vertical filter.
///
/// So the intermediate never holds more than the rows one target row is made of, in floats.
struct Resampler {
  private(set) var result: PixelBuffer
  private let source: Raster
  private let part: PixelRectangle
  private let kernel: resampling_kernel
  private let isLinear: Bool
  private let tables: TransferTables
  private let horizontal: LanczosFilter
  private let vertical: LanczosFilter
  /// Four planes of one source row.
  private var planes: [Float]
  private let planeStride: Int
  /// `vertical.taps` rows of RGBA quadruples.
  private var ring: [Float]
  private var row: [Float]
  /// How many rows of the part have gone into the ring.
  private var filteredRows = 0

  /// - Precondition: the part lies inside the source, which is `rgba8` or `rgba16`.
  init(source: Raster, part: ResampledPart, target: PixelSize, light: ResamplingLight, kernel: resampling_kernel) {
    self.source = source
    let pixels = part.pixels
    self.part = pixels
    self.kernel = kernel
    isLinear = light == .linear
    tables = isLinear ? .linear : .encoded
    let group = Int(RESAMPLING_TAP_GROUP)
    horizontal = LanczosFilter(from: pixels.size.width, showing: part.columns, to: target.width, group: group)
    vertical = LanczosFilter(from: pixels.size.height, showing: part.rows, to: target.height, group: 1)
    result = PixelBuffer(size: target, of: source, as: .rgba8)
    // Room for the last group of a row and for the widest filter, whichever is more.
    planeStride = max((pixels.size.width + group - 1) / group * group, horizontal.taps)
    planes = [Float](repeating: 0, count: 4 * planeStride)
    row = [Float](repeating: 0, count: 4 * target.width)
    ring = [Float](repeating: 0, count: vertical.taps * row.count)
  }

  /// Makes the next row of the result.
  ///
  /// - Precondition: rows are made from the top, each once.
  mutating func makeRow(_ index: Int) {
    let first = Int(vertical.starts[index])
    let rows = ring.count / row.count
    // Rows above the window are not wanted by any later row, because windows only move down.
    filteredRows = max(filteredRows, first)
    while filteredRows < first + vertical.taps {
      filter(filteredRows)
      filteredRows += 1
    }
    // The ring has `rows` rows of `row.count` floats; the filter has `taps` weights for each of the result's rows.
    unsafe resampling_blend_rows(
      kernel, ring, rows, first, vertical.weights, index * vertical.taps, vertical.taps, row.count, &row)
    let width = result.layout.size.width
    if isLinear {
      // A row has four floats for each of the result's pixels; the tables have the sizes the header asks for.
      unsafe resampling_pack(row, width, tables.buckets, tables.thresholds, &result.pixels, index * width)
    } else {
      unsafe resampling_pack(row, width, nil, nil, &result.pixels, index * width)
    }
  }

  /// Brings one row of the part into the ring.
  private mutating func filter(_ index: Int) {
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
    let slot = index % vertical.taps * row.count
    // Every window of the filter ends at `planeStride` at the latest; a slot has four floats for each target pixel.
    unsafe resampling_filter_row(
      kernel, planes, planeStride, isOpaque, horizontal.starts, horizontal.weights, horizontal.taps, row.count / 4, &ring, slot)
  }
}
