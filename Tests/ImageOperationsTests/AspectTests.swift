import ImageCore
import Testing

@testable import ImageOperations

@Suite struct AspectTests {
  @Test func `a square loses seven sixteenths to become 16 to 9`() {
    let crop = AspectCrop(of: PixelSize(1024, 1024), to: AspectRatio(16, 9))
    #expect(crop.rectangle == PixelRectangle(x: 0, y: 224, size: PixelSize(1024, 576)))
    #expect(crop.lostPixels * 16 == crop.totalPixels * 7)
    #expect(crop.lost == Percent("43.75%"))
    #expect(crop.loses(atMost: Percent(millionths: 437_500)))
    #expect(!crop.loses(atMost: Percent(millionths: 437_499)))
  }

  @Test func `a picture of the ratio loses nothing`() {
    let crop = AspectCrop(of: PixelSize(1920, 1080), to: AspectRatio(16, 9))
    #expect(crop.lost == Percent(millionths: 0))
    #expect(crop.rectangle == PixelRectangle(whole: PixelSize(1920, 1080)))
  }

  @Test func `a loss that is no whole millionth is rounded up`() {
    // One of three pixels.
    let crop = AspectCrop(of: PixelSize(3, 1), to: AspectRatio(2, 1))
    #expect(crop.lostPixels == 1)
    #expect(crop.lost == Percent(millionths: 333_334))
    #expect(!crop.loses(atMost: Percent(millionths: 333_333)))
  }

  @Test func `at least one pixel is left`() {
    #expect(AspectCrop(of: PixelSize(1, 5000), to: AspectRatio(10_000, 1)).rectangle.size == PixelSize(1, 1))
    #expect(AspectCrop(of: PixelSize(5000, 1), to: AspectRatio(1, 10_000)).rectangle.size == PixelSize(1, 1))
  }

  @Test func `the canvas of a ratio holds the picture`() {
    #expect(AspectPad(of: PixelSize(1024, 1024), to: AspectRatio(16, 9)).canvas == PixelSize(1820, 1024))
    #expect(AspectPad(of: PixelSize(1024, 1024), to: AspectRatio(9, 16)).canvas == PixelSize(1024, 1820))
    for width in 1...40 {
      for height in 1...40 {
        let size = PixelSize(width, height)
        for ratio in [AspectRatio(16, 9), AspectRatio(3, 4), AspectRatio(21, 9), AspectRatio(1, 1)] {
          #expect(AspectPad(of: size, to: ratio).canvas.covers(size))
          #expect(size.covers(AspectCrop(of: size, to: ratio).rectangle.size))
        }
      }
    }
  }
}
