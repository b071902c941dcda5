import ImageCore

/// The input of resampling: whole pixels, and the stretch of their columns and rows that the result shows.
struct ResampledPart {
  /// The pixels that take part.
  let pixels: PixelRectangle
  let columns: Stretch
  let rows: Stretch

  /// A stretch of an axis in source pixels, counted from the first that takes part.
  struct Stretch {
    let start: Double
    let length: Double
  }

  /// Creates a part that is exactly these pixels.
  init(_ pixels: PixelRectangle) {
    self.pixels = pixels
    columns = Stretch(start: 0, length: Double(pixels.size.width))
    rows = Stretch(start: 0, length: Double(pixels.size.height))
  }

  /// - Precondition: the region lies inside a picture of that size.
  init(_ region: ReducedRaster.Region, in size: PixelSize) {
    let (left, width) = ResampledPart.pixels(from: region.x, length: region.width, of: size.width)
    let (top, height) = ResampledPart.pixels(from: region.y, length: region.height, of: size.height)
    pixels = PixelRectangle(x: left, y: top, size: PixelSize(width, height))
    columns = Stretch(start: region.x - Double(left), length: region.width)
    rows = Stretch(start: region.y - Double(top), length: region.height)
  }

  /// The same part of a picture that is nothing but its pixels.
  var atOrigin: ResampledPart {
    ResampledPart(pixels: PixelRectangle(whole: pixels.size), columns: columns, rows: rows)
  }

  private init(pixels: PixelRectangle, columns: Stretch, rows: Stretch) {
    self.pixels = pixels
    self.columns = columns
    self.rows = rows
  }

  /// Returns the pixels that a stretch touches; those that only rounding makes it touch are left out.
  private static func pixels(from start: Double, length: Double, of count: Int) -> (first: Int, count: Int) {
    let tolerance = 1e-6
    let first = min(count - 1, max(0, Int((start + tolerance).rounded(.down))))
    let end = min(count, max(first + 1, Int((start + length - tolerance).rounded(.up))))
    return (first, end - first)
  }
}
