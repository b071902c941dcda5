import ImageCore
import Testing
import WebPCodec

struct WebPEncodingTests {
  private func encode(_ image: Raster, _ metadata: ImageMetadata = .none, lossless: Bool = false, quality: Quality = .standard) throws
    -> [UInt8]
  {
    try WebP().encode(image, metadata: metadata, settings: WebPSettings(Fidelity(quality: quality, isLossless: lossless)))
  }

  private func contains(_ bytes: [UInt8], _ name: String) -> Bool {
    let pattern = Array(name.utf8)
    return bytes.indices.contains { bytes[$0...].starts(with: pattern) }
  }

  @Test func `lossless keeps colours that no one sees`() throws {
    let image = try raster(20, 10) { x, y in [UInt8(x * 12), UInt8(y * 25), UInt8(x ^ y), UInt8(x % 3 * 100)] }
    let bytes = try encode(image, lossless: true)
    #expect(try WebP().read(bytes).raster.pixels == image.pixels)
  }

  @Test(arguments: [false, true])
  func `opaque pictures have no alpha`(lossless: Bool) throws {
    let bytes = try encode(raster(33, 17) { x, y in [UInt8(x * 7), UInt8(y * 15), 40, 255] }, lossless: lossless)
    #expect(!contains(bytes, "ALPH") && !contains(bytes, "VP8X"))
    #expect(try !WebP().read(bytes).header.hasAlpha)
  }

  @Test func `lossy keeps transparency`() throws {
    let image = try raster(32, 32) { x, _ in [200, 100, 50, x < 16 ? 255 : 90] }
    let decoded = try WebP().read(encode(image))
    #expect(decoded.header.hasAlpha)
    #expect(decoded.raster.pixel(2, 2)[3] == 255 && decoded.raster.pixel(30, 30)[3] == 90)
    #expect(largestDifference(decoded.raster.pixels, image.pixels) <= 8)
  }

  @Test func `a higher quality comes closer`() throws {
    let image = try raster(64, 64) { x, y in [UInt8(x * 37 % 256), UInt8(y * 61 % 256), UInt8(x * y % 256), 255] }
    let coarse = try encode(image, quality: #require(Quality(10)))
    let fine = try encode(image, quality: #require(Quality(95)))
    #expect(coarse.count < fine.count)
  }

  @Test func `the same picture gives the same bytes`() throws {
    let image = try raster(50, 40) { x, y in [UInt8(x * 5), UInt8(y * 6), 99, UInt8(x * 5)] }
    #expect(try encode(image) == encode(image))
    #expect(try encode(image, lossless: true) == encode(image, lossless: true))
  }

  @Test func `a profile and XMP are written where they are given`() throws {
    let image = try raster(8, 8) { _, _ in [1, 2, 3, 255] }
    let metadata = ImageMetadata(iccProfile: [1, 2, 3, 4, 5], exif: [0x49, 0x49], xmp: [9, 8, 7])
    let bytes = try encode(image, metadata, lossless: true)
    let read = try WebP().metadata(bytes)
    #expect(read == ImageMetadata(iccProfile: [1, 2, 3, 4, 5], xmp: [9, 8, 7]))
    #expect(try WebP().read(bytes).raster.pixels == image.pixels)
    #expect(try WebP().metadata(encode(image)) == .none)
  }

  @Test func `a side of 16383 is the last that fits`() throws {
    let fits = try raster(16_383, 1) { _, _ in [10, 20, 30, 255] }
    #expect(try WebP().read(encode(fits, lossless: true)).raster.pixels == fits.pixels)
    let tall = try raster(1, 16_384) { _, _ in [10, 20, 30, 255] }
    let error = #expect(throws: CodecError.self) { try encode(tall) }
    #expect(error?.kind == .cannotEncode("1x16384 has a side over 16383 pixels"))
  }

  @Test func `other kinds of pixels are refused`() throws {
    let grey = Raster(layout: try layout(2, 2, .grey8), pixels: [0, 1, 2, 3])
    let error = #expect(throws: CodecError.self) { try encode(grey) }
    #expect(error?.kind == .cannotEncode("pixels of the kind grey8 are not written"))
  }
}
