import HEICEncoder
import HEIFCodec
import ImageCore
import Testing

struct HEIFAlphaTests {
  @Test func `premultiplied colours become straight`() throws {
    let straight = try HEIF().read(fixture("heic/valid/alpha.heic"))
    let restored = try HEIF().read(fixture("heic/valid/alpha-premultiplied.heic"))
    #expect(straight.header.hasAlpha && restored.header.hasAlpha)
    #expect(restored.raster.pixel(79, 63) == [0, 0, 0, 0])
    for y in 0..<64 {
      for x in 0..<80 where restored.raster.pixel(x, y)[3] > 0 {
        // Half the levels are lost where alpha is a half, and both were coded with loss.
        #expect(largestDifference(restored.raster.pixel(x, y), straight.raster.pixel(x, y)) <= 24, "at \(x), \(y)")
      }
    }
    // Without the division the lower right would be half as bright.
    #expect(largestDifference(restored.raster.pixel(60, 50), [240, 210, 40, 128]) <= 24)
  }

  @Test func `a colour above its alpha becomes full`() throws {
    var file = HEICFile(try raster(64, 64) { x, _ in x < 32 ? [200, 0, 0, 255] : [200, 0, 0, 100] })
    file.isPremultiplied = true
    let image = try HEIF().read(file.encoded())
    #expect(largestDifference(image.raster.pixel(8, 8), [200, 0, 0, 255]) <= 6)
    #expect(image.raster.pixel(56, 8)[0] == 255)
  }

  @Test func `alpha turns with its picture`() throws {
    let image = try HEIF().read(fixture("heic/valid/alpha-rotated.heic")).raster
    #expect(image.size == PixelSize(64, 80))
    #expect(image.pixel(60, 10)[3] < 160)
    #expect(image.pixel(4, 70)[3] == 255)
  }

  @Test func `an alpha picture that does not fit is refused`() throws {
    #expect(try HEIF().failure(fixture("heic/invalid/alpha-coded-otherwise.heic")) == .malformed)
    #expect(
      try HEIF().failure(fixture("heic/invalid/alpha-of-another-size.heic")) == .unsupported("an alpha picture of another size"))
  }
}
