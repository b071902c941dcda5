import ImageCore
import Testing
import WebPCodec

struct WebPAnimationTests {
  @Test func `a smaller first frame stands on a transparent canvas`() throws {
    let image = try WebP().read(fixture("webp/valid/animated-small-first-frame.webp"))
    #expect(image.header.frameCount == 2)
    #expect(image.header.hasAlpha)
    #expect(image.raster.size == PixelSize(46, 36))
    for (x, y) in [(0, 0), (5, 4), (6, 3), (26, 4), (6, 20), (45, 35)] { #expect(image.raster.pixel(x, y) == [0, 0, 0, 0]) }
    // The frame holds the upper left of the picture, at (6, 4).
    let whole = try WebP().read(fixture("webp/valid/lossless.webp")).raster
    for y in 0..<16 { for x in 0..<20 { #expect(image.raster.pixel(x + 6, y + 4) == whole.pixel(x, y)) } }
  }

  @Test func `only the first frame is shown`() throws {
    let animated = try WebP().read(fixture("webp/valid/animated.webp"))
    let still = try WebP().read(fixture("webp/valid/lossless.webp"))
    #expect(animated.header.frameCount == 2)
    #expect(!animated.header.hasAlpha)
    #expect(animated.raster == still.raster)
  }

  @Test func `frames are counted against the limit`() throws {
    var limits = DecodeLimits.standard
    limits.frames = 1
    #expect(try WebP().failure(fixture("webp/valid/animated.webp"), limits: limits) == .limit(.frames, actual: 2, allowed: 1))
  }
}
