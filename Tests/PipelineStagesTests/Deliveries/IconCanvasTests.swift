import ImageCore
import ImageOperations
import TestSupport
import Testing

@testable import PipelineStages

@Suite struct IconCanvasTests {
  /// A picture of which only a part can be seen.
  private func picture(_ part: PixelRectangle, in size: PixelSize) -> Raster {
    TestPictures.raster(size) { x, y in
      (part.x..<(part.x + part.size.width)).contains(x) && (part.y..<(part.y + part.size.height)).contains(y)
        ? [200, 40, 20, 255] : [0, 0, 0, 0]
    }
  }

  static let parts: [(x: Int, y: Int, width: Int, height: Int)] = [
    (0, 0, 64, 64), (0, 0, 16, 16), (40, 8, 20, 20), (3, 50, 60, 10), (30, 0, 4, 64),
  ]

  @Test(arguments: parts) func `what can be seen fills the circle that a mask leaves, wherever it lay`(
    _ part: (x: Int, y: Int, width: Int, height: Int)
  ) throws {
    let source = picture(
      PixelRectangle(x: part.x, y: part.y, size: PixelSize(part.width, part.height)), in: PixelSize(64, 64))
    let icon = try source.centred(in: 216, fittingCircle: 132, background: nil)
    #expect(icon.size == PixelSize(216, 216))
    let seen = try #require(icon.visiblePart)
    let (width, height) = (Double(seen.size.width), Double(seen.size.height))
    let diagonal = (width * width + height * height).squareRoot()
    #expect(diagonal <= 134 && diagonal >= 126, "\(seen)")
    // In the middle, but for the rounding of half a pixel.
    #expect(abs(2 * seen.x + seen.size.width - 216) <= 2 && abs(2 * seen.y + seen.size.height - 216) <= 2, "\(seen)")
  }
}
