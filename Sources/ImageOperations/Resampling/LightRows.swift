import CImageKernels
import ImageCore

/// The light of a few neighbouring rows of a source, in planes: the input of the horizontal pass.
struct LightRows {
  /// The largest number of rows.
  static let capacity = Int(RESAMPLING_ROW_GROUP)

  /// Four planes for each row, those of a row behind those of the one above it.
  private(set) var planes: [Float]
  /// Floats of a plane.
  let stride: Int
  /// Indicates whether each row has opaque pixels only; the last plane of such a row holds nothing.
  private(set) var opacity: [Bool] = []
  /// The source row that is the first of these.
  private(set) var first = 0
  private let width: Int
  private let kernel: resampling_kernel

  var count: Int { opacity.count }
  var isFull: Bool { opacity.count == LightRows.capacity }
  var isOpaque: Bool { opacity.allSatisfy { $0 } }

  /// - Parameters:
  ///   - width: pixels of a row.
  ///   - stride: the floats that a plane must have at least.
  init(width: Int, stride: Int, kernel: resampling_kernel) {
    let group = Int(RESAMPLING_TAP_GROUP)
    self.width = width
    self.kernel = kernel
    // An odd number of cache lines: planes that lie a multiple of 4096 bytes apart would push each other out of a processor's cache.
    let line = 16
    self.stride = (max((width + group - 1) / group * group, stride) + line - 1) / line * line | line
    planes = [Float](repeating: 0, count: LightRows.capacity * 4 * self.stride)
    opacity.reserveCapacity(LightRows.capacity)
  }

  /// Makes room for the rows from the source row `first` on.
  mutating func begin(at first: Int) {
    self.first = first
    opacity.removeAll(keepingCapacity: true)
  }

  /// Appends the next row: the `width` pixels from `offset` on.
  ///
  /// - Parameter curves: the light of each sample of red, of green and of blue, 3 * 256 entries, or 3 * 65,536 for `rgba16`; none where the
  ///   curve is sRGB's.
  /// - Precondition: the pixels are there, in the format `rgba8` or `rgba16`, and there is room; curves are for linear light.
  mutating func append(_ pixels: Span<UInt8>, offset: Int, format: PixelFormat, light: ResamplingSpace, curves: [Float] = []) {
    precondition(!isFull && (offset + width) * format.bytesPerPixel <= pixels.count, "the pixels are there, and room for them")
    let isLinear = light == .linear
    precondition(
      curves.isEmpty || isLinear && curves.count == 3 << (8 * format.bytesPerChannel), "a curve has an entry for each sample")
    let start = count * 4 * stride
    let isOpaque = unsafe pixels.withUnsafeBufferPointer { bytes in
      guard let pixels = bytes.baseAddress else { return true }
      // The row lies inside the pixels; its planes, each at least as long as the row in whole groups, inside those for all rows. Curves have
      // 65,536 entries for each channel.
      if format == .rgba16 {
        let levels = curves.isEmpty ? TransferTables.deepLevels : curves
        return unsafe deep_pixels_unpack(
          pixels, offset, width, isLinear ? levels : nil, curves.isEmpty ? 0 : 65_536, &planes, start, stride)
      }
      if !curves.isEmpty { return unsafe resampling_unpack_curves(pixels, offset, width, curves, &planes, start, stride) }
      let tables: TransferTables = isLinear ? .linear : .encoded
      return unsafe resampling_unpack(kernel, pixels, offset, width, tables.levels, isLinear, &planes, start, stride)
    }
    opacity.append(isOpaque)
  }
}
