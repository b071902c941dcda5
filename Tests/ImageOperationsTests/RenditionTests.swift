import ImageCore
import ImageOperations
import TestSupport
import Testing

@Suite struct RenditionTests {
  private static let red: [UInt8] = [220, 30, 40, 255]
  private static let clear: [UInt8] = [0, 0, 0, 0]

  @Test func `pixel art is repeated pixel by pixel`() {
    let picture = TestPictures.noise(PixelSize(7, 5), seed: 4)
    let plan = FitPlan(source: picture.size, target: .box(PixelSize(21, 15), .inside), enlarge: true)
    let large = picture.repeatingPixels(plan)
    #expect(large.size == PixelSize(21, 15))
    for y in 0..<15 { for x in 0..<21 { #expect(large.pixel(x, y) == picture.pixel(x / 3, y / 3)) } }
    let back = large.repeatingPixels(FitPlan(source: large.size, target: .longest(7), enlarge: false))
    #expect(back.pixels == picture.pixels)
  }

  @Test func `sharpening steepens edges and leaves flat parts and alpha alone`() {
    let picture = TestPictures.raster(PixelSize(9, 3)) { x, _ in
      let level = UInt8([60, 60, 60, 60, 120, 180, 180, 180, 180][x])
      return [level, level, level, x == 8 ? 0 : 200]
    }
    let sharp = picture.sharpened(byThousandths: 500)
    #expect(sharp.pixel(3, 1)[0] < 60 && sharp.pixel(5, 1)[0] > 180 && sharp.pixel(4, 1)[0] == 120)
    #expect(sharp.pixel(0, 1) == picture.pixel(0, 1))
    #expect(sharp.pixel(8, 1) == picture.pixel(8, 1), "what cannot be seen stays as it is")
    #expect((0..<9).allSatisfy { sharp.pixel($0, 0)[3] == picture.pixel($0, 0)[3] })
    #expect(picture.sharpened(byThousandths: 0) == picture)
  }

  @Test func `the visible part is found to the pixel`() {
    let picture = TestPictures.raster(PixelSize(20, 12)) { x, y in (4..<9).contains(x) && (3..<11).contains(y) ? Self.red : Self.clear }
    #expect(picture.visiblePart == PixelRectangle(x: 4, y: 3, size: PixelSize(5, 8)))
    #expect(TestPictures.raster(PixelSize(3, 3)) { _, _ in Self.clear }.visiblePart == nil)
    #expect(TestPictures.raster(PixelSize(1, 1)) { _, _ in Self.red }.visiblePart == PixelRectangle(whole: PixelSize(1, 1)))
  }

  @Test func `a crop keeps the point in its middle as far as the picture reaches`() {
    func crop(_ x: Int, _ y: Int) -> PixelRectangle {
      FitPlan(source: PixelSize(100, 40), target: .box(PixelSize(20, 20), .cover), enlarge: false, focus: FocusPoint(x: x, y: y)).crop
    }
    #expect(crop(500_000, 500_000) == PixelRectangle(x: 30, y: 0, size: PixelSize(40, 40)))
    #expect(crop(0, 0).x == 0 && crop(1_000_000, 0).x == 60 && crop(700_000, 0).x == 50)
    let plain = FitPlan(source: PixelSize(100, 40), target: .box(PixelSize(20, 20), .cover), enlarge: false)
    #expect(plain.crop == crop(500_000, 500_000))
  }

  @Test func `the subject is where edges and colours are`() {
    let picture = TestPictures.raster(PixelSize(120, 40)) { x, y in
      (85..<110).contains(x) && (x / 3 + y / 3) % 2 == 0 ? Self.red : [128, 128, 128, 255]
    }
    let focus = picture.subject(for: PixelSize(40, 40))
    let plan = FitPlan(source: picture.size, target: .box(PixelSize(40, 40), .cover), enlarge: false, focus: focus)
    #expect(plan.crop.x <= 85 && plan.crop.x + 40 >= 110)
    let flat = TestPictures.raster(PixelSize(120, 40)) { _, _ in [128, 128, 128, 255] }
    #expect(flat.subject(for: PixelSize(40, 40)) == FocusPoint(x: 500_000, y: 500_000))
  }
}
