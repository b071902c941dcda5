import ImageCore

/// The bytes of a raster that is being made.
struct PixelBuffer {
  let layout: RasterLayout
  let colourSpace: ColourSpace
  /// Always `layout.byteCount` bytes; transparent black at first.
  var pixels: [UInt8]

  /// Creates room for a picture of another size in the colours of `source`.
  ///
  /// - Parameter format: `nil` for the source's own.
  /// - Precondition: `source` is `rgba8` or `rgba16` and the size is one whose bytes can be counted.
  init(size: PixelSize, of source: Raster, as format: PixelFormat? = nil) {
    precondition(source.isWorkable, "operations work on RGBA")
    self.init(size: size, format: format ?? source.format, colourSpace: source.colourSpace)
  }

  /// - Precondition: the size is one whose bytes can be counted.
  init(size: PixelSize, format: PixelFormat, colourSpace: ColourSpace) {
    guard let layout = RasterLayout(size: size, format: format) else {
      preconditionFailure("a picture of \(size) cannot be held in memory")
    }
    self.layout = layout
    self.colourSpace = colourSpace
    self.pixels = [UInt8](repeating: 0, count: layout.byteCount)
  }

  /// The finished picture.
  var raster: Raster { Raster(layout: layout, pixels: pixels, colourSpace: colourSpace) }
}
