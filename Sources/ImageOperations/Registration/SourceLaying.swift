import CImageKernels
package import ImageCore

/// How a source is laid over a picture that was made of it: first scaled to a size, then moved, scaled by a little, and turned.
///
/// The numbers are rounded to the decimals that are shown, and used as they are shown.
package struct SourceLaying: Hashable, Sendable {
  /// The size that the source is scaled to, before the rest.
  package let scaled: PixelSize
  /// The size of the picture that it is laid over.
  package let size: PixelSize
  /// From the middle of the picture to that of the scaled source, in hundredths of a pixel.
  package let shiftX: Int
  package let shiftY: Int
  /// Pixels of the scaled source to one of the picture, in hundred-thousandths.
  package let scaleX: Int
  package let scaleY: Int
  /// In thousandths of a degree.
  package let turn: Int

  /// Below all of these nothing is moved: in pixels, as a share, and in degrees.
  private static let least = (shift: 0.1, zoom: 0.0005, turn: 0.05)

  /// - Parameters:
  ///   - source: the size of the source itself.
  ///   - size: the size of the picture that was registered to it.
  package init(_ found: Registration, source: PixelSize, size: PixelSize) {
    self.size = size
    let placing = found.placing
    let stretches = [
      placing.scaleX * Double(placing.result.width) / Double(placing.source.width),
      placing.scaleY * Double(placing.result.height) / Double(placing.source.height),
    ]
    if found.shift < Self.least.shift, found.turn < Self.least.turn, stretches.allSatisfy({ abs($0 - 1) < Self.least.zoom }) {
      scaled = size
      (shiftX, shiftY, scaleX, scaleY, turn) = (0, 0, 100_000, 100_000, 0)
      return
    }
    let degrees = Int((placing.turn * 180_000 / .pi).rounded())
    let fitted = abs(Double(degrees) / 1_000) < Self.least.turn ? Self.fitted(placing, source: source, size: size) : nil
    // One pixel of the scaled source is about one of the picture, so that nothing is left out or blurred.
    let larger = max(placing.scaleX, placing.scaleY)
    let factor = Double(size.longestSide) / Double(placing.result.longestSide) / ((0.95...1.05).contains(larger) ? 1 : larger)
    let target = fitted ?? placing.source.scaled(by: factor)
    let (across, down) = (Double(target.width) / Double(placing.source.width), Double(target.height) / Double(placing.source.height))
    let shifts = [Int((placing.shiftX * across * 100).rounded()), Int((placing.shiftY * down * 100).rounded())]
    let scales = Self.scales(placing, of: target, size: size).map { Int(($0 * 100_000).rounded()) }
    scaled = target
    (scaleX, scaleY, turn) = fitted == nil ? (scales[0], scales[1], degrees) : (100_000, 100_000, 0)
    // Moved by whole pixels nothing is sampled anew, as where a picture was cut to a ratio.
    shiftX = fitted == nil ? shifts[0] : Self.whole(shifts[0], beside: target.width - size.width)
    shiftY = fitted == nil ? shifts[1] : Self.whole(shifts[1], beside: target.height - size.height)
  }

  /// Returns the size at which the source covers the picture, or lies whole inside of it, where that is how it was placed.
  private static func fitted(_ placing: Registration.Placing, source: PixelSize, size: PixelSize) -> PixelSize? {
    let factors = [Double(size.width) / Double(source.width), Double(size.height) / Double(source.height)]
    return factors.map { source.scaled(by: $0) }.first { target in
      // A side is a whole number of pixels.
      let rounding = 0.5 / Double(min(target.width, target.height))
      return scales(placing, of: target, size: size).allSatisfy { abs($0 - 1) < least.zoom + rounding }
    }
  }

  /// Returns the pixels of a source of that size to one of the picture, across and down.
  private static func scales(_ placing: Registration.Placing, of target: PixelSize, size: PixelSize) -> [Double] {
    [
      placing.scaleX * Double(target.width) / Double(placing.source.width) * Double(placing.result.width) / Double(size.width),
      placing.scaleY * Double(target.height) / Double(placing.source.height) * Double(placing.result.height) / Double(size.height),
    ]
  }

  /// Returns a shift by whole pixels of the edges where it is nearly one, in hundredths; else the shift itself.
  ///
  /// - Parameter surplus: the pixels that one of the two has more than the other.
  private static func whole(_ shift: Int, beside surplus: Int) -> Int {
    let edge = surplus * 50 + shift
    let nearest = Int((Double(edge) / 100).rounded()) * 100
    return abs(Double(nearest - edge) / 100) < least.shift ? shift + nearest - edge : shift
  }

  /// Whether the source is scaled, and nothing else; what is larger than the picture is cut off on both sides alike.
  package var isOnlyScaled: Bool { (shiftX, shiftY, scaleX, scaleY, turn) == (0, 0, 100_000, 100_000, 0) }

  package init(scaled: PixelSize, size: PixelSize, shiftX: Int, shiftY: Int, scaleX: Int, scaleY: Int, turn: Int) {
    self.scaled = scaled
    self.size = size
    self.shiftX = shiftX
    self.shiftY = shiftY
    self.scaleX = scaleX
    self.scaleY = scaleY
    self.turn = turn
  }

  /// Whether the source is scaled to the picture's size, and nothing else.
  package var isIdentity: Bool { scaled == size && isOnlyScaled }

  fileprivate var placing: registration_placing {
    registration_placing(
      shift_x: Double(shiftX) / 100, shift_y: Double(shiftY) / 100, scale_x: Double(scaleX) / 100_000, scale_y: Double(scaleY) / 100_000,
      turn: Double(turn) * .pi / 180_000)
  }
}

extension PixelSize {
  fileprivate func scaled(by factor: Double) -> PixelSize {
    PixelSize(max(1, Int((Double(width) * factor).rounded())), max(1, Int((Double(height) * factor).rounded())))
  }
}

extension Raster {
  /// Returns the picture as it lies over another one; transparent where it does not reach.
  ///
  /// The result has 8 bits a sample. One that is neither moved nor scaled is the picture itself.
  /// - Precondition: the picture is sRGB, of the format `rgba8` or `rgba16`.
  /// - Throws: `CancellationError` when the task is cancelled.
  package func laid(by laying: SourceLaying) throws(CancellationError) -> Raster {
    let scaled = try resampled(to: laying.scaled).roundedToBytes()
    guard !laying.isIdentity else { return scaled }
    var weights = [Float](repeating: 0, count: PROTECTION_PHASES * PROTECTION_TAPS)
    unsafe protection_fill_weights(&weights)
    var buffer = PixelBuffer(size: laying.size, of: scaled)
    var placing = laying.placing
    let rowBytes = buffer.layout.bytesPerRow
    for row in 0..<laying.size.height {
      if Task.isCancelled { throw CancellationError() }
      unsafe buffer.pixels.withUnsafeMutableBufferPointer { target in
        guard let base = target.baseAddress else { preconditionFailure("a picture has pixels") }
        unsafe ProtectionCurve.withCurve { curve in
          // The row lies inside the buffer, which has a row for each of the picture's.
          unsafe protection_sample_row(
            scaled.pixels, scaled.size.width, scaled.size.height, &placing, weights, curve, laying.size.width, laying.size.height, row,
            base + row * rowBytes)
        }
      }
    }
    return buffer.raster
  }
}

/// The sRGB curve as kernels take it.
enum ProtectionCurve {
  static func withCurve<Result>(_ body: (UnsafePointer<protection_curve>) -> Result) -> Result {
    let tables = TransferTables.linear
    return unsafe tables.levels.withUnsafeBufferPointer { levels in
      unsafe tables.buckets.withUnsafeBufferPointer { buckets in
        unsafe tables.thresholds.withUnsafeBufferPointer { thresholds in
          // The tables have the lengths that `encode_levels` asks for, and outlive the call.
          var curve = unsafe protection_curve(
            levels: levels.baseAddress, buckets: buckets.baseAddress, thresholds: thresholds.baseAddress)
          return unsafe withUnsafePointer(to: &curve) { unsafe body($0) }
        }
      }
    }
  }
}
