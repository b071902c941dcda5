import CImageKernels
package import ImageCore

/// What a picture's border says about the ground behind its subject.
///
/// Levels are those of 8 bits, as sRGB encodes them.
package struct GroundSurvey: Hashable, Sendable {
  /// The most frequent colour of the border: red, green, blue in levels, finer than whole ones.
  package let levels: [Float]
  /// The share of the border that has nearly this colour, 0 to 1.
  package let share: Float
  /// The largest difference of the medians of two parts of the border, in levels.
  package let drift: Float
  /// What 95 of 100 pixels of the ground are at most off the median of their part, in levels.
  package let noise: Float
  /// Present where the border alternates like a checkerboard.
  package let checkerboard: Checkerboard?

  package struct Checkerboard: Hashable, Sendable {
    /// The side of a cell in pixels.
    package let cell: Float
    /// The difference of its two colours, in levels.
    package let contrast: Float
  }

  /// What a painted checkerboard differs by at least, in levels; less is what compression leaves.
  private static let minimumContrast: Float = 8
  /// More wandering than noise and compression (JPEG from 75) cause, in levels.
  private static let maximumDrift: Float = 5
  /// More scatter than noise and compression cause, in levels.
  private static let maximumNoise: Float = 12
  /// Less of one colour than this is no ground.
  private static let minimumShare: Float = 0.5

  package var colour: Colour {
    let bytes = levels.map { UInt8(max(0, min(255, $0.rounded()))) }
    return Colour(red: bytes[0], green: bytes[1], blue: bytes[2])
  }

  /// Whether it is one colour, as far as noise and compression leave it one.
  package var isEven: Bool { share >= Self.minimumShare && drift <= Self.maximumDrift && noise <= Self.maximumNoise }

  /// The levels up to which a pixel is taken for ground where nobody says how many.
  package var tolerance: Float { max(2, noise * 1.5 + 1) }

  /// The largest difference of a channel, in levels.
  package func distance(from colour: Colour) -> Float {
    zip(levels, [colour.red, colour.green, colour.blue]).map { abs($0 - Float($1)) }.max() ?? 0
  }

  /// Surveys the border of a picture in sRGB.
  ///
  /// - Precondition: the format is `rgba8` or `rgba16`.
  package init(of raster: Raster) {
    precondition(raster.isWorkable, "operations work on RGBA")
    // The pixels have the bytes that the layout asks for.
    let found = unsafe keying_survey_border(raster.pixels, raster.keyingPicture)
    levels = [found.ground.0, found.ground.1, found.ground.2]
    share = found.share
    drift = found.drift
    noise = found.noise
    checkerboard =
      found.cell > 0 && found.contrast >= Self.minimumContrast ? Checkerboard(cell: found.cell, contrast: found.contrast) : nil
  }
}

extension Raster {
  var keyingPicture: keying_picture {
    keying_picture(width: size.width, height: size.height, is_deep: format == .rgba16 ? 1 : 0)
  }
}

extension Raster {
  /// Indicates whether no pixel along the picture's edges lets anything through.
  ///
  /// - Precondition: the format is `rgba8` or `rgba16`.
  package var borderIsOpaque: Bool {
    precondition(isWorkable, "operations work on RGBA")
    let bytes = format.bytesPerPixel
    func isOpaque(_ x: Int, _ y: Int) -> Bool {
      let pixel = y * layout.bytesPerRow + x * bytes
      return (bytes / 4 * 3..<bytes).allSatisfy { pixels[pixel + $0] == 255 }
    }
    return (0..<size.width).allSatisfy { isOpaque($0, 0) && isOpaque($0, size.height - 1) }
      && (0..<size.height).allSatisfy { isOpaque(0, $0) && isOpaque(size.width - 1, $0) }
  }
}
