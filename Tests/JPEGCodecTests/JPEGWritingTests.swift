import ImageCore
import JPEGCodec
import TestSupport
import Testing

@Suite struct JPEGWritingTests {
  private func markers(of file: [UInt8]) -> [UInt8] {
    var markers: [UInt8] = []
    var offset = 2
    while offset + 4 <= file.count, file[offset] == 0xFF {
      markers.append(file[offset + 1])
      if file[offset + 1] == 0xDA { break }
      offset += 2 + Int(file[offset + 2]) << 8 + Int(file[offset + 3])
    }
    return markers
  }

  private func encode(_ raster: Raster, quality: Int = 82) throws -> [UInt8] {
    try JPEG().encode(raster, metadata: .none, settings: JPEGSettings(Fidelity(quality: try #require(Quality(quality)))))
  }

  @Test func `a file holds JFIF, its tables and the picture`() throws {
    let markers = try markers(of: encode(TestPictures.gradient(PixelSize(40, 30))))
    #expect(markers.first == 0xE0)
    #expect(Set(markers) == [0xE0, 0xDB, 0xC0, 0xC4, 0xDA])
  }

  @Test func `colour has half the resolution below quality 90`() throws {
    for (quality, sampling) in [(89, 0x22), (90, 0x11)] as [(Int, UInt8)] {
      let file = try encode(TestPictures.gradient(PixelSize(40, 30)), quality: quality)
      let frame = try #require(file.indices.dropLast().first { file[$0] == 0xFF && file[$0 + 1] == 0xC0 })
      #expect(file[frame + 11] == sampling)
    }
  }

  @Test func `grey is written with one component`() throws {
    let layout = try #require(RasterLayout(size: PixelSize(9, 7), format: .grey8))
    let file = try encode(Raster(layout: layout, pixels: (0..<63).map { UInt8($0 * 4) }))
    #expect(try JPEG().open(file.span, limits: .standard).header.colourModel == .grey)
  }

  @Test func `a side that libjpeg cannot count is refused`() throws {
    let layout = try #require(RasterLayout(size: PixelSize(65_501, 1), format: .grey8))
    let raster = Raster(layout: layout, pixels: [UInt8](repeating: 0, count: 65_501))
    #expect {
      try encode(raster)
    } throws: {
      ($0 as? CodecError)?.kind == .cannotEncode("a side is longer than 65500 pixels")
    }
  }

  @Test func `XMP that fits no segment is refused`() throws {
    let metadata = ImageMetadata(xmp: [UInt8](repeating: 0x20, count: 65_533))
    #expect(throws: CodecError.self) {
      try JPEG().encode(TestPictures.gradient(PixelSize(4, 4)), metadata: metadata, settings: JPEGSettings())
    }
  }
}
