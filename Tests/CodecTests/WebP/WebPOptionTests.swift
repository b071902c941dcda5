import ImageCore
import Testing
import WebPCodec

struct WebPOptionTests {
  private func picture() throws -> Raster {
    try raster(64, 48) { x, y in [UInt8(x * 37 & 255), UInt8(y * 61 & 255), UInt8(x * y & 255), UInt8(y < 8 ? 0 : 255)] }
  }

  private func encode(_ image: Raster, _ change: (inout WebPSettings) -> Void) throws -> [UInt8] {
    var options = WebPSettings()
    change(&options)
    return try WebP().encode(image, metadata: .none, settings: options)
  }

  @Test func `nearly lossless is smaller than lossless and close to it`() throws {
    let image = try raster(96, 96) { x, y in
      let noise = (x * 7919 ^ y * 104_729) * (x * 31 + y * 17 + 1) >> 4
      return [UInt8(noise & 255), UInt8(noise >> 5 & 255), UInt8(noise >> 9 & 255), 255]
    }
    let exact = try encode(image) { $0.isLossless = true }
    let near = try encode(image) { $0.nearLossless = 20 }
    #expect(near.count < exact.count)
    let difference = try largestDifference(WebP().read(near).raster.pixels, image.pixels)
    #expect(difference > 0 && difference <= 16)
    #expect(try WebP().read(encode(image) { $0.nearLossless = 100 }).raster.pixels == image.pixels)
  }

  @Test func `the colour of what no one sees is kept or dropped`() throws {
    let image = try picture()
    #expect(try WebP().read(encode(image) { $0.isLossless = true }).raster.pixels == image.pixels)
    let dropped = try WebP().read(
      encode(image) {
        $0.isLossless = true
        $0.isExact = false
      }
    ).raster
    #expect(dropped.pixels != image.pixels)
    #expect(dropped.pixel(5, 20) == image.pixel(5, 20))
  }

  @Test func `every effort gives a picture, and the same bytes again`() throws {
    let image = try picture()
    for method in 0...6 {
      for isLossless in [false, true] {
        let change = { (options: inout WebPSettings) in
          options.method = method
          options.isLossless = isLossless
        }
        let bytes = try encode(image, change)
        #expect(try bytes == encode(image, change))
        #expect(try WebP().read(bytes).raster.size == image.size)
      }
    }
  }

  @Test func `a C2PA manifest is seen`() throws {
    let plain = try WebP().encode(picture(), metadata: ImageMetadata(xmp: [60, 62]), settings: WebPSettings())
    #expect(try !WebP().metadata(plain).hasContentCredentials)
    let chunk: [UInt8] = Array("C2PA".utf8) + [2, 0, 0, 0, 1, 2]
    var file = plain + chunk
    let count = file.count - 8
    for index in 0..<4 { file[4 + index] = UInt8(truncatingIfNeeded: count >> (8 * index)) }
    #expect(try WebP().metadata(file).hasContentCredentials)
  }
}
