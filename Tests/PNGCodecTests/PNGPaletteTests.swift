import ImageCore
import PNGCodec
import TestSupport
import Testing

@Suite struct PNGPaletteTests {
  private func picture(_ width: Int, _ height: Int, _ pixel: (Int) -> [UInt8]) throws -> Raster {
    let layout = try #require(RasterLayout(size: PixelSize(width, height), format: .rgba8))
    return Raster(layout: layout, pixels: (0..<width * height).flatMap(pixel))
  }

  private func encode(_ raster: Raster, _ metadata: ImageMetadata = .none, level: Int? = nil, palette: Bool = true) throws -> [UInt8] {
    var settings = PNGSettings()
    settings.usesPalette = palette
    settings.compressionLevel = level ?? PNGSettings.standardLevel
    return try PNG().encode(raster, metadata: metadata, settings: settings)
  }

  private func decode(_ bytes: [UInt8]) throws -> Raster {
    try ImageReader(codecs: CodecRegistry([PNG()])).open(bytes).decode().raster
  }

  private let depth = 24
  private let colourType = 25

  @Test(arguments: [(1, 1), (2, 1), (3, 2), (4, 2), (5, 4), (16, 4), (17, 8), (256, 8)])
  func `few colours are written as a palette of the fewest bits, exactly`(_ count: Int, _ bits: UInt8) throws {
    let raster = try picture(32, 9) { index in
      let colour = index % count
      return [UInt8(colour), UInt8(colour * 91 & 255), UInt8(255 - colour), 255]
    }
    let bytes = try encode(raster)
    #expect(bytes[colourType] == 3)
    #expect(bytes[depth] == bits)
    #expect(try decode(bytes).pixels == raster.pixels)
  }

  @Test func `transparency is part of the palette`() throws {
    let raster = try picture(16, 16) { [UInt8($0 % 7 * 30), 5, 200, UInt8($0 % 3 * 100)] }
    let bytes = try encode(raster)
    #expect(bytes[colourType] == 3)
    #expect(try decode(bytes).pixels == raster.pixels)
  }

  @Test func `257 colours are one too many`() throws {
    let raster = try picture(257, 1) { [UInt8($0 & 255), UInt8($0 >> 8), 7, 255] }
    let bytes = try encode(raster)
    #expect(bytes[colourType] == 2)
    #expect(try decode(bytes).pixels == raster.pixels)
  }

  @Test func `grey is a palette only where that has fewer bits`() throws {
    let levels = try picture(20, 20) { index in Array(repeating: UInt8(index % 17 * 15), count: 3) + [255] }
    #expect(try encode(levels)[colourType] == 0)
    let two = try picture(20, 20) { index in Array(repeating: UInt8(index % 2 * 255), count: 3) + [255] }
    #expect(try encode(two)[colourType] == 3)
    #expect(try decode(encode(two)).pixels == two.pixels)
  }

  @Test func `without the option there is no palette`() throws {
    let raster = try picture(8, 8) { _ in [1, 2, 3, 255] }
    #expect(try encode(raster, palette: false)[colourType] == 2)
    #expect(PNGSettings().usesPalette == false)
  }

  @Test func `a palette keeps a profile`() throws {
    let raster = try picture(8, 8) { [UInt8($0 % 5), 2, 3, 255] }
    let bytes = try encode(raster, ImageMetadata(iccProfile: [4, 5, 6]))
    #expect(bytes[colourType] == 3)
    #expect(try PNG().open(bytes.span, limits: .standard).readMetadata(of: bytes.span).iccProfile == [4, 5, 6])
    // Readers look for it before the palette only.
    let profile = try #require(bytes.firstRange(of: Array("iCCP".utf8))).lowerBound
    let palette = try #require(bytes.firstRange(of: Array("PLTE".utf8))).lowerBound
    #expect(profile < palette)
  }

  @Test func `a higher level is smaller, and every choice gives the same bytes again`() throws {
    let raster = TestPictures.gradient(PixelSize(120, 90))
    let sizes = try [0, 1, 9].map { level in
      let bytes = try encode(raster, level: level)
      #expect(try bytes == encode(raster, level: level))
      #expect(try decode(bytes).pixels == raster.pixels)
      return bytes.count
    }
    #expect(sizes[0] > sizes[1] && sizes[1] > sizes[2])
  }
}
