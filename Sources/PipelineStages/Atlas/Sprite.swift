import ImageCore
import ImageOperations

/// One picture on its way into an atlas.
struct Sprite {
  let name: String
  /// What is drawn: without the transparent border where that is cut off.
  let picture: Raster
  /// Where that part lies in the whole picture.
  let offset: (x: Int, y: Int)
  let sourceSize: PixelSize

  init(name: String, _ raster: Raster, isTrimmed: Bool) {
    self.name = name
    sourceSize = raster.size
    // Of a picture in which nothing can be seen, one pixel stays.
    let part =
      isTrimmed ? raster.visiblePart ?? PixelRectangle(x: 0, y: 0, size: PixelSize(1, 1)) : PixelRectangle(whole: raster.size)
    picture = raster.cropped(to: part)
    offset = (part.x, part.y)
  }
}

/// The pixels of a page that is being put together.
struct AtlasSheet {
  private let layout: RasterLayout
  private var pixels: [UInt8]

  /// - Returns: `nil` for a size that no memory holds.
  init?(_ size: PixelSize) {
    guard let layout = RasterLayout(size: size, format: .rgba8) else { return nil }
    self.layout = layout
    pixels = [UInt8](repeating: 0, count: layout.byteCount)
  }

  /// Lays a picture down with its outermost pixels repeated around it.
  /// - Precondition: both lie inside the sheet.
  mutating func lay(_ picture: Raster, x: Int, y: Int, extrude: Int) {
    precondition(
      x >= extrude && y >= extrude && x + picture.size.width + extrude <= layout.size.width
        && y + picture.size.height + extrude <= layout.size.height, "a sprite lies inside its sheet")
    let width = picture.size.width
    for row in -extrude..<(picture.size.height + extrude) {
      let source = min(max(row, 0), picture.size.height - 1) * picture.layout.bytesPerRow
      var target = (y + row) * layout.bytesPerRow + (x - extrude) * 4
      for column in -extrude..<(width + extrude) {
        let pixel = source + min(max(column, 0), width - 1) * 4
        for channel in 0..<4 { pixels[target + channel] = picture.pixels[pixel + channel] }
        target += 4
      }
    }
  }

  var raster: Raster { Raster(layout: layout, pixels: pixels) }
}
