import ImageCore

/// The bytes of a raster that is being made.
struct PixelBuffer {
  let layout: RasterLayout
  let colourSpace: ColourSpace
  /// Always `layout.byteCount` bytes; transparent black at first.
  var pixels: [UInt8]

  /// Room for a picture of another size in the colours of `source`.
  ///
  /// - Precondition: `source` is `rgba8` and the size is one whose bytes can be counted.
  init(size: PixelSize, of source: Raster) {
    precondition(source.format == .rgba8, "operations work on rgba8")
    guard let layout = RasterLayout(size: size, format: .rgba8) else {
      preconditionFailure("a picture of \(size) cannot be held in memory")
    }
    self.layout = layout
    self.colourSpace = source.colourSpace
    self.pixels = [UInt8](repeating: 0, count: layout.byteCount)
  }

  /// The finished picture.
  var raster: Raster { Raster(layout: layout, pixels: pixels, colourSpace: colourSpace) }
}
