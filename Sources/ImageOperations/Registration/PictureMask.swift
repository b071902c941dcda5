import CImageKernels
package import ImageCore

/// Which pixels of a picture are meant: 255 is all of one, 0 nothing of it.
package struct PictureMask: Hashable, Sendable {
  package let size: PixelSize
  /// One for each pixel, rows from the top.
  package private(set) var levels: [UInt8]

  /// Creates the mask that a picture shows: white is meant. What is transparent is black.
  ///
  /// - Precondition: the picture is sRGB, of the format `rgba8` or `rgba16`.
  package init(whiteOf picture: Raster) {
    self.init(size: picture.size)
    // One level is written for each pixel.
    unsafe protection_read_whiteness(picture.roundedToBytes().pixels, levels.count, &levels)
  }

  /// Creates the mask of a picture's own alpha.
  ///
  /// - Precondition: the picture is of the format `rgba8` or `rgba16`.
  package init(alphaOf picture: Raster) {
    self.init(size: picture.size)
    // One level is written for each pixel.
    unsafe protection_read_alpha(picture.roundedToBytes().pixels, levels.count, &levels)
  }

  private init(size: PixelSize) {
    self.size = size
    levels = [UInt8](repeating: 0, count: size.width * size.height)
  }

  /// Whether it tells some pixels from others: some are white, and some are nearly black.
  package var hasContrast: Bool { levels.contains(255) && levels.contains { $0 < 64 } }

  /// Returns the mask over a picture that its own picture is laid on.
  ///
  /// - Throws: `CancellationError` when the task is cancelled.
  package func laid(by laying: SourceLaying) throws(CancellationError) -> PictureMask {
    if laying.isIdentity, laying.scaled == size { return self }
    return PictureMask(whiteOf: try picture.laid(by: laying))
  }

  /// Returns the mask in another size.
  ///
  /// - Throws: `CancellationError` when the task is cancelled.
  func scaled(to target: PixelSize) throws(CancellationError) -> PictureMask {
    target == size ? self : PictureMask(whiteOf: try picture.resampled(to: target))
  }

  private var picture: Raster {
    guard let layout = RasterLayout(size: size, format: .rgba8) else { preconditionFailure("a picture of this size was read") }
    var pixels = [UInt8](repeating: 255, count: layout.byteCount)
    var bytes = pixels.mutableSpan
    for (index, level) in levels.enumerated() {
      for channel in 0..<3 { bytes[4 * index + channel] = level }
    }
    return Raster(layout: layout, pixels: pixels)
  }

  /// Returns the mask with what is around the white raised, over so many pixels.
  package func feathered(by reach: Int) -> PictureMask {
    var result = self
    // The mask has a level for each pixel of its size.
    let isDone = unsafe protection_feather(&result.levels, size.width, size.height, max(0, reach)) != 0
    precondition(isDone, "no memory is left to feather a mask with")
    return result
  }
}

extension Raster {
  /// Returns the picture with another one in its place where a mask is white.
  ///
  /// - Parameters:
  ///   - kept: sRGB, of the format `rgba8`.
  ///   - mask: of the picture's own size; what of the other picture is in the result to the last bit.
  ///   - cast: what the picture's colours have become, so that they lose it where `near` is white; `nil` for colours as they are.
  /// - Precondition: the picture is sRGB, of the format `rgba8`, and all are of one size.
  package func with(_ kept: Raster, where mask: PictureMask, losing cast: ColourCast? = nil, near: PictureMask? = nil) -> Raster {
    precondition(format == .rgba8 && kept.format == .rgba8 && kept.size == size && mask.size == size, "pictures of one size are mixed")
    precondition(near == nil || near?.size == size, "pictures of one size are mixed")
    var buffer = PixelBuffer(size: size, of: self)
    var taken = cast?.kernelCast ?? protection_cast()
    let count = mask.levels.count
    unsafe ProtectionCurve.withCurve { curve in
      if let near, cast != nil {
        // All have a pixel, or a level, for each of `count` pixels.
        unsafe protection_mix(kept.pixels, pixels, mask.levels, near.levels, &taken, curve, 0, count, &buffer.pixels)
      } else {
        unsafe protection_mix(kept.pixels, pixels, mask.levels, nil, &taken, curve, 0, count, &buffer.pixels)
      }
    }
    return buffer.raster
  }
}

/// What each channel of a source was multiplied by and raised by, in light, in a picture that was made of it.
package struct ColourCast: Hashable, Sendable {
  package let gain: [Double]
  package let lift: [Double]

  /// A picture whose channels have changed by more is not of another cast, but another picture.
  private static let gains = 0.5...2.0

  package init(gain: [Double], lift: [Double]) {
    self.gain = gain.map { min(Self.gains.upperBound, max(Self.gains.lowerBound, $0)) }
    self.lift = lift
  }

  fileprivate var kernelCast: protection_cast {
    protection_cast(
      gain: (Float(gain[0]), Float(gain[1]), Float(gain[2])), lift: (Float(lift[0]), Float(lift[1]), Float(lift[2])))
  }
}
