import CImageKernels
package import ImageCore

/// How a flat ground is taken away.
package struct KeyingSettings: Hashable, Sendable {
  /// Pixels whose samples are all at most this many levels off the ground are ground.
  package let tolerance: Float
  /// The share of the ground's colour that is taken out of what stays, 0 to 1.
  package let spill: Float
  /// By how many pixels the edge is moved inward.
  package let shrink: Int

  /// Whether what has some of the ground's colour is a surface of such a colour, and no ground shines through it.
  package var isOpaque = false

  package init(tolerance: Float, spill: Float, shrink: Int) {
    self.tolerance = tolerance
    self.spill = spill
    self.shrink = shrink
  }
}

/// A picture whose ground was taken away.
package struct KeyedRaster: Sendable {
  package let raster: Raster
  /// The share of pixels that are more transparent than opaque, 0 to 1.
  package let cut: Double
  /// The share of the outermost pixels that are more opaque than transparent, 0 to 1.
  package let touching: Double
}

extension Raster {
  /// The picture without its ground: each pixel is solved for the alpha and the colour that, laid over the ground in linear light, make it.
  ///
  /// A pixel at an edge is a mixture of the ground and the farthest colour nearby that it can be a mixture of. Where the ground has a colour
  /// of its own, what stands before it is taken to have no excess of it, so that shadows and glass get their alpha from what shines through.
  /// Holes are found by their colour, joined to the border or not. An alpha that the picture already has is multiplied.
  /// - Precondition: the picture is sRGB, of the format `rgba8` or `rgba16`.
  package func keyed(_ ground: GroundSurvey, _ settings: KeyingSettings) -> KeyedRaster {
    var result = PixelBuffer(size: size, of: self)
    var state = [UInt8](repeating: 0, count: size.width * size.height)
    var kernel = keying_settings(
      ground: (ground.levels[0], ground.levels[1], ground.levels[2]), tolerance: settings.tolerance, noise: ground.noise,
      spill: settings.spill, is_opaque: settings.isOpaque ? 1 : 0)
    let levels = format == .rgba16 ? TransferTables.deepLevels : TransferTables.linear.levels
    // Source and target have the layout's bytes, the state one for each pixel, and the table one number for each level of the depth.
    unsafe keying_cut(pixels, keyingPicture, &kernel, levels, &state, &result.pixels)
    if settings.shrink > 0 {
      var scratch = [Float](repeating: 0, count: size.width + size.height)
      // As above; the scratch holds a row or a column.
      unsafe keying_shrink(&result.pixels, keyingPicture, settings.shrink, &scratch)
    }
    // The bytes are those of the layout.
    let outcome = unsafe keying_measure(result.pixels, keyingPicture)
    return KeyedRaster(raster: result.raster, cut: outcome.cut, touching: outcome.touching)
  }
}
