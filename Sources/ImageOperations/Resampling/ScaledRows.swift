import CImageKernels
import ImageCore

/// One scaled picture in progress: source rows pass through the horizontal filter and then, each as soon as it is there, into the sums of
/// all rows of the result that they are part of.
///
/// So the intermediate never holds more than the few rows of the result that were begun, in floats. If a picture is enlarged these would be
/// many; then the filtered source rows that one row of the result is made of are kept instead.
struct ScaledRows {
  private(set) var result: PixelBuffer
  let light: ResamplingSpace
  private let part: PixelRectangle
  private let kernel: resampling_kernel
  /// Nine numbers that change the primaries; none if they stay.
  private let primaries: [Float]
  private let tables: TransferTables
  /// The curves of a kept profile that encode the light, or `nil` if the tables do.
  private let curves: ProfileCurves?
  private let horizontal: LanczosFilter
  private let vertical: LanczosFilter
  /// Rows of RGBA quadruples as wide as the result: those filtered last, a group of them, or with `keepsRows` as many as the vertical filter
  /// has taps.
  private var filtered: [Float]
  private let keepsRows: Bool
  /// Rows of the result before they are bytes; as many as may be begun at once.
  private var sums: [Float]
  private let openRows: Int
  /// The row of the result that is finished next.
  private var next = 0
  /// Rows of the result that were begun.
  private var begun = 0

  /// - Parameters:
  ///   - colourSpace: the result's.
  ///   - primaries: nine numbers, row by row, that turn the light of the source into that of sRGB; empty if it is that already.
  ///   - curves: those of a profile that the result keeps, or `nil` if they are sRGB's.
  init(
    part: ResampledPart, target: PixelSize, colourSpace: ColourSpace, light: ResamplingSpace, kernel: resampling_kernel,
    primaries: [Float] = [], curves: ProfileCurves? = nil
  ) {
    precondition(primaries.isEmpty || primaries.count == 9 && light == .linear, "only light can be of other primaries")
    self.light = light
    self.kernel = kernel
    self.primaries = primaries
    self.curves = curves
    let pixels = part.pixels
    self.part = pixels
    tables = light == .linear ? .linear : .encoded
    horizontal = LanczosFilter(
      from: pixels.size.width, showing: part.columns, to: target.width, group: Int(RESAMPLING_TAP_GROUP), offset: pixels.x)
    vertical = LanczosFilter(from: pixels.size.height, showing: part.rows, to: target.height, group: 1)
    result = PixelBuffer(size: target, format: .rgba8, colourSpace: colourSpace)
    let length = 4 * target.width
    let open = vertical.maximumOverlapping
    keepsRows = open > vertical.taps
    openRows = keepsRows ? 1 : open
    filtered = [Float](repeating: 0, count: (keepsRows ? vertical.taps : LightRows.capacity) * length)
    sums = [Float](repeating: 0, count: openRows * length)
  }

  /// The floats that a plane of one source row must have, so that every window lies inside.
  var planeLength: Int {
    let group = Int(RESAMPLING_TAP_GROUP)
    // Room for the last group of a row and for the widest filter, whichever is more.
    return part.x + max((part.size.width + group - 1) / group * group, horizontal.taps)
  }

  /// Takes source rows, whose pixels begin at the left edge of the source.
  ///
  /// - Precondition: rows come from the top, each once; their planes are at least ``planeLength`` long.
  mutating func take(_ rows: LightRows) {
    precondition(rows.stride >= planeLength, "every window lies inside its plane")
    let first = max(rows.first - part.y, 0)
    let end = rows.first - part.y + rows.count
    guard next < result.layout.size.height, first < end, Int(vertical.starts[next]) < end else { return }
    if keepsRows {
      for row in first..<end { keep(row, of: rows) }
    } else {
      filter(rows)
      add(first..<end, base: rows.first - part.y)
    }
  }

  /// Filters one row into the ring of kept rows and makes the rows of the result that end with it.
  private mutating func keep(_ row: Int, of rows: LightRows) {
    guard next < result.layout.size.height, row >= vertical.starts[next] else { return }
    filter(rows, row - (rows.first - part.y), into: row % vertical.taps)
    let width = result.layout.size.width
    while next < result.layout.size.height, Int(vertical.starts[next]) + vertical.taps == row + 1 {
      // The ring has `taps` rows of four floats for each of the result's pixels; the filter has `taps` weights for each of its rows.
      unsafe resampling_blend_rows(
        kernel, filtered, vertical.taps, Int(vertical.starts[next]), vertical.weights, next * vertical.taps, vertical.taps, 4 * width, &sums
      )
      finishRow(slot: 0)
    }
  }

  private mutating func filter(_ rows: LightRows) {
    guard rows.isFull, rows.isOpaque else {
      for index in 0..<rows.count { filter(rows, index, into: index) }
      return
    }
    // Every window of the filter ends at the stride at the latest; there are as many rows as a group has, and room for as many.
    unsafe resampling_filter_opaque_rows(
      kernel, rows.planes, rows.stride, horizontal.starts, horizontal.weights, horizontal.taps, result.layout.size.width, &filtered)
  }

  private mutating func filter(_ rows: LightRows, _ index: Int, into slot: Int) {
    let width = result.layout.size.width
    precondition(index < rows.count && (slot + 1) * 4 * width <= filtered.count, "a row that is there, and room for it")
    // Every window of the filter ends at the stride at the latest; a row has four planes, a slot four floats for each target pixel.
    unsafe resampling_filter_row(
      kernel, rows.planes, index * 4 * rows.stride, rows.stride, rows.opacity[index], horizontal.starts, horizontal.weights,
      horizontal.taps, width, &filtered, slot * 4 * width)
  }

  /// Adds filtered rows, the source row `base` first, to the rows of the result, and makes those that end with them.
  private mutating func add(_ rows: Range<Int>, base: Int) {
    let size = result.layout.size
    let taps = vertical.taps
    var target = next
    while target < size.height, Int(vertical.starts[target]) < rows.upperBound {
      let start = Int(vertical.starts[target])
      let part = max(start, rows.lowerBound)..<min(start + taps, rows.upperBound)
      // No more than `openRows` rows are begun, so that each has a slot of its own.
      let slot = target % openRows
      // The rows of the part lie in `filtered`, as many weights from that of its first row on; a slot has four floats a pixel.
      unsafe resampling_add_rows(
        kernel, filtered, (part.lowerBound - base) * 4 * size.width, part.count, 4 * size.width, vertical.weights,
        target * taps + part.lowerBound - start, target >= begun, &sums, slot * 4 * size.width)
      begun = max(begun, target + 1)
      if part.upperBound == start + taps { finishRow(slot: slot) }
      target += 1
    }
  }

  /// Turns a row of sums into bytes: the row of the result that is next.
  private mutating func finishRow(slot: Int) {
    let width = result.layout.size.width
    let start = slot * 4 * width
    if !primaries.isEmpty {
      // A slot has four floats for each of the result's pixels; the matrix has nine numbers.
      unsafe resampling_change_primaries(&sums, start, width, primaries)
    }
    if light == .linear, let curves {
      // A slot has four floats for each of the result's pixels; the tables have the sizes the header asks for, for each of three channels.
      unsafe resampling_pack_curves(sums, start, width, curves.buckets, curves.thresholds, &result.pixels, next * width)
    } else if light == .linear {
      // A slot has four floats for each of the result's pixels; the tables have the sizes the header asks for.
      unsafe resampling_pack(sums, start, width, tables.buckets, tables.thresholds, &result.pixels, next * width)
    } else {
      unsafe resampling_pack(sums, start, width, nil, nil, &result.pixels, next * width)
    }
    next += 1
  }
}
