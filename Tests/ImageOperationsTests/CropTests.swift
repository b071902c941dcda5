import ImageCore
import Testing

@testable import ImageOperations

@Suite struct CropTests {
  @Test func `a crop takes exactly its pixels`() throws {
    let picture = try drawn(7, 5) { x, y in [UInt8(x), UInt8(y), 0, 255] }
    let crop = picture.cropped(to: PixelRectangle(x: 2, y: 1, size: PixelSize(3, 4)))
    #expect(crop.size == PixelSize(3, 4))
    #expect(crop.pixel(0, 0) == [2, 1, 0, 255])
    #expect(crop.pixel(2, 3) == [4, 4, 0, 255])
  }

  @Test func `the whole picture is itself`() throws {
    let picture = try noise(4, 3)
    #expect(picture.cropped(to: PixelRectangle(whole: picture.size)) == picture)
  }

  @Test func `an odd pixel stays at the right and at the bottom`() {
    let middle = PixelRectangle(centred: PixelSize(2, 2), in: PixelSize(5, 7))
    #expect(middle == PixelRectangle(x: 1, y: 2, size: PixelSize(2, 2)))
    #expect(middle.description == "2x2+1+2")
  }

  @Test func `a rectangle that reaches out does not fit`() {
    let rectangle = PixelRectangle(x: 3, y: 0, size: PixelSize(3, 3))
    #expect(rectangle.fits(in: PixelSize(6, 3)))
    #expect(!rectangle.fits(in: PixelSize(5, 3)))
    #expect(!rectangle.fits(in: PixelSize(6, 2)))
  }

  @Test func `an aspect crop cuts the middle out`() throws {
    let picture = try drawn(9, 4) { x, y in [UInt8(x), UInt8(y), 0, 255] }
    let square = picture.cropped(to: AspectCrop(of: picture.size, to: AspectRatio(1, 1)))
    #expect(square.size == PixelSize(4, 4))
    #expect(square.pixel(0, 0) == [2, 0, 0, 255])
  }
}
