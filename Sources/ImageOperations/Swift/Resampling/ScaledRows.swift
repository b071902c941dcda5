import CImageKernels
import ImageCore

/// One scaled picture under way: source rows pass through the horizontal filter into a ring that is as high as the vertical filter.
///
/// So the intermediate never holds more than the rows one target row is made of, in floats.
struct ScaledRows {
  private(set) var result: PixelBuffer
  let light: ResamplingLight
  private let part: PixelRectangle
  private let kernel: resampling_kernel
  /// Nine numbers that change the primaries; none where they stay.
  private let primaries: [Float]
  private let tables: TransferTables
  private let horizontal: LanczosFilter
  private let vertical: LanczosFilter
  /// `vertical.taps` rows of RGBA quadruples.
  private var ring: [Float]
  private var row: [Float]
  /// The row of the result that comes next.
  private var next = 0

  /// - Parameters:
  ///   - colourSpace: the result's.
  ///   - primaries: nine numbers, row by row, that turn the light of the source into that of sRGB; empty where it is that already.
  init(
    part: ResampledPart, target: PixelSize, colourSpace: ColourSpace, light: ResamplingLight, kernel: resampling_kernel,
    primaries: [Float] = []
  ) {
    precondition(primaries.isEmpty || primaries.count == 9 && light == .linear, "only light can be of other primaries")
    self.light = light
    self.kernel = kernel
    self.primaries = primaries
    let pixels = part.pixels
    self.part = pixels
    tables = light == .linear ? .linear : .encoded
    horizontal = LanczosFilter(
      from: pixels.size.width, showing: part.columns, to: target.width, group: Int(RESAMPLING_TAP_GROUP), offset: pixels.x)
    vertical = LanczosFilter(from: pixels.size.height, showing: part.rows, to: target.height, group: 1)
    result = PixelBuffer(size: target, format: .rgba8, colourSpace: colourSpace)
    row = [Float](repeating: 0, count: 4 * target.width)
    ring = [Float](repeating: 0, count: vertical.taps * row.count)
  }

  /// How many floats a plane of one source row must have, so that every window lies inside.
  var planeLength: Int {
    let group = Int(RESAMPLING_TAP_GROUP)
    // Room for the last group of a row and for the widest filter, whichever is more.
    return part.x + max((part.size.width + group - 1) / group * group, horizontal.taps)
  }

  /// Takes the source row `index` as four planes of `stride` floats each, the pixels from the left edge of the source on.
  ///
  /// - Precondition: rows come from the top, each once; `stride` is at least ``planeLength``.
  mutating func take(_ index: Int, planes: [Float], stride: Int, isOpaque: Bool) {
    precondition(stride >= planeLength && planes.count >= 4 * stride, "every window lies inside its plane")
    let row = index - part.y
    guard row >= 0, next < result.layout.size.height, row >= vertical.starts[next] else { return }
    let slot = row % vertical.taps * self.row.count
    // Every window of the filter ends at `stride` at the latest; a slot has four floats for each target pixel.
    unsafe resampling_filter_row(
      kernel, planes, stride, isOpaque, horizontal.starts, horizontal.weights, horizontal.taps, self.row.count / 4, &ring, slot)
    while next < result.layout.size.height, Int(vertical.starts[next]) + vertical.taps == row + 1 {
      makeRow(next)
      next += 1
    }
  }

  private mutating func makeRow(_ index: Int) {
    let rows = ring.count / row.count
    // The ring has `rows` rows of `row.count` floats; the filter has `taps` weights for each of the result's rows.
    unsafe resampling_blend_rows(
      kernel, ring, rows, Int(vertical.starts[index]), vertical.weights, index * vertical.taps, vertical.taps, row.count, &row)
    let width = result.layout.size.width
    if !primaries.isEmpty {
      // A row has four floats for each of the result's pixels; the matrix has nine numbers.
      unsafe resampling_change_primaries(&row, width, primaries)
    }
    if light == .linear {
      // A row has four floats for each of the result's pixels; the tables have the sizes the header asks for.
      unsafe resampling_pack(row, width, tables.buckets, tables.thresholds, &result.pixels, index * width)
    } else {
      unsafe resampling_pack(row, width, nil, nil, &result.pixels, index * width)
    }
  }
}
