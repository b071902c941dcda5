import ImageCore
import PNGCodec
import TestSupport
import Testing

@Suite struct PNGWritingTests {
  private let png = PNG()

  /// The types of a file's chunks, in order.
  private func chunks(of file: [UInt8]) -> [String] {
    var kinds: [String] = []
    var offset = 8
    while offset + 12 <= file.count {
      let length = file[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      kinds.append(String(decoding: file[offset + 4..<offset + 8], as: UTF8.self))
      offset += 12 + length
    }
    return kinds
  }

  private func encode(_ raster: Raster) throws -> [UInt8] {
    try png.encode(raster, metadata: .none, settings: PNGSettings())
  }

  @Test func `the fewest channels that hold the picture are written`() throws {
    let size = PixelSize(20, 10)
    let colourType = 25
    #expect(try encode(TestPictures.greyRamp(size))[colourType] == 0)
    #expect(try encode(TestPictures.gradient(size))[colourType] == 2)
    #expect(try encode(TestPictures.translucentGradient(size))[colourType] == 6)
  }

  @Test func `one pixel decides`() throws {
    let grey = TestPictures.greyRamp(PixelSize(20, 10))
    var pixels = grey.pixels
    pixels[pixels.count - 4] ^= 1
    #expect(try encode(Raster(layout: grey.layout, pixels: pixels))[25] == 2)
    pixels[pixels.count - 1] = 254
    #expect(try encode(Raster(layout: grey.layout, pixels: pixels))[25] == 6)
  }

  @Test func `a file holds the picture and that it is sRGB`() throws {
    let kinds = try chunks(of: encode(TestPictures.gradient(PixelSize(20, 10))))
    #expect(kinds == ["IHDR", "sRGB", "IDAT", "IEND"])
  }

  @Test func `beside a profile no channel of colour is left out`() throws {
    let metadata = ImageMetadata(iccProfile: [1, 2, 3, 4])
    let file = try png.encode(TestPictures.greyRamp(PixelSize(20, 10)), metadata: metadata, settings: PNGSettings())
    #expect(file[25] == 2)
    #expect(chunks(of: file) == ["IHDR", "iCCP", "IDAT", "IEND"])
  }

  @Test(arguments: [PixelFormat.grey8, .rgb8]) func `smaller pixel formats are written as they are`(_ format: PixelFormat) throws {
    let layout = try #require(RasterLayout(size: PixelSize(5, 4), format: format))
    let raster = Raster(layout: layout, pixels: (0..<layout.byteCount).map { UInt8($0 * 3) })
    let file = try encode(raster)
    let decoded = try ImageReader(codecs: CodecRegistry([png])).open(file).decode().raster
    let step = format.bytesPerPixel
    for pixel in 0..<20 {
      let stored = Array(raster.pixels[pixel * step..<pixel * step + step])
      let colour = step == 1 ? [stored[0], stored[0], stored[0]] : stored
      #expect(Array(decoded.pixels[pixel * 4..<pixel * 4 + 4]) == colour + [255])
    }
  }
}
