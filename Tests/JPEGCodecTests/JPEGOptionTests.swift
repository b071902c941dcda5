import ImageCore
import JPEGCodec
import TestSupport
import Testing

@Suite struct JPEGOptionTests {
  private let picture = TestPictures.gradient(PixelSize(40, 30))

  private func encode(_ change: (inout JPEGSettings) -> Void) throws -> [UInt8] {
    var options = JPEGSettings()
    change(&options)
    return try JPEG().encode(picture, metadata: .none, settings: options)
  }

  /// The frame header's marker and the sampling of its first component.
  private func frame(of file: [UInt8]) throws -> (marker: UInt8, sampling: UInt8) {
    let start = try #require(file.indices.dropLast().first { file[$0] == 0xFF && [0xC0, 0xC2].contains(file[$0 + 1]) })
    return (file[start + 1], file[start + 11])
  }

  @Test func `progressive files have several scans of the same picture`() throws {
    let progressive = try encode { $0.isProgressive = true }
    let baseline = try encode { _ in }
    #expect(try frame(of: progressive).marker == 0xC2)
    #expect(try frame(of: baseline).marker == 0xC0)
    let reader = ImageReader(codecs: CodecRegistry([JPEG()]))
    #expect(try reader.open(progressive).decode().raster == reader.open(baseline).decode().raster)
  }

  @Test func `the colour's resolution is chosen, or goes by the quality`() throws {
    #expect(try frame(of: encode { $0.chroma = .full }).sampling == 0x11)
    #expect(try frame(of: encode { $0.chroma = .halved }).sampling == 0x22)
    #expect(try frame(of: encode { $0.chroma = .automatic }).sampling == 0x22)
    let best = try #require(Quality(95))
    #expect(
      try frame(
        of: encode {
          $0.quality = best
          $0.chroma = .halved
        }
      ).sampling == 0x22)
  }

  @Test func `every choice gives the same bytes again`() throws {
    for chroma in ChromaSampling.allCases {
      for isProgressive in [false, true] {
        let change = { (options: inout JPEGSettings) in
          options.chroma = chroma
          options.isProgressive = isProgressive
        }
        #expect(try encode(change) == encode(change))
      }
    }
  }

  @Test(arguments: ["cmyk", "ycck"]) func `inks are read as amounts where they are asked for`(_ name: String) throws {
    let fixture = try #require(try PictureFixture.valid(JPEG.id).first { $0.stem == name })
    let header = try JPEG().open(fixture.bytes.span, limits: .standard).header
    #expect(JPEG().nativeFormat(for: header) == .cmyk8)
    let layout = try #require(RasterLayout(size: header.size, format: .cmyk8))
    var pixels = [UInt8](repeating: 0, count: layout.byteCount)
    var span = pixels.mutableSpan
    try JPEG().open(fixture.bytes.span, limits: .standard).decode(fixture.bytes.span, as: layout, into: &span)
    // Light held back in proportion is what decoding to RGBA gives.
    let seen = try ImageReader(codecs: CodecRegistry([JPEG()])).open(fixture.bytes).decode().raster.pixels
    for start in stride(from: 0, to: pixels.count, by: 4) {
      let light = 255 - Int(pixels[start + 3])
      for channel in start..<start + 3 { #expect(Int(seen[channel]) == ((255 - Int(pixels[channel])) * light + 127) / 255) }
    }
  }

  @Test func `inks stay inks only beside a profile`() throws {
    let fixture = try #require(try PictureFixture.valid(JPEG.id).first { $0.stem == "cmyk" })
    let reader = ImageReader(codecs: CodecRegistry([JPEG()]))
    #expect(try reader.open(fixture.bytes).decode(natively: true).raster.format == .rgba8)
    let body = Array("ICC_PROFILE".utf8) + [0, 1, 1, 7, 7, 7]
    let segment: [UInt8] = [0xFF, 0xE2, 0, UInt8(body.count + 2)] + body
    let tagged = Array(fixture.bytes.prefix(2)) + segment + fixture.bytes.dropFirst(2)
    let raster = try reader.open(tagged).decode(natively: true).raster
    #expect(raster.format == .cmyk8)
    #expect(raster.colourSpace == .profile([7, 7, 7]))
  }

  @Test func `a C2PA manifest is seen`() throws {
    let plain = try encode { _ in }
    let store: [UInt8] =
      [0, 0, 0, 60] + Array("jumb".utf8) + [0, 0, 0, 40] + Array("jumdc2pa".utf8) + [UInt8](repeating: 0, count: 30)
    for (prefix, isSeen) in [("JP", true), ("XX", false)] {
      let body = Array(prefix.utf8) + [0, 1, 0, 0, 0, 1] + store
      let segment: [UInt8] = [0xFF, 0xEB, 0, UInt8(body.count + 2)] + body
      let file = Array(plain.prefix(2)) + segment + plain.dropFirst(2)
      #expect(try JPEG().open(file.span, limits: .standard).readMetadata(of: file.span).hasContentCredentials == isSeen)
    }
  }

  @Test func `segments of metadata are counted`() throws {
    let comment: [UInt8] = [0xFF, 0xFE, 0, 3, 65]
    let plain = try encode { _ in }
    let file = Array(plain.prefix(2)) + comment + comment + plain.dropFirst(2)
    var limits = DecodeLimits.standard
    // The two, and JFIF.
    limits.textChunks = 3
    #expect(try JPEG().open(file.span, limits: limits).header.size == picture.size)
    limits.textChunks = 2
    #expect(throws: CodecError(format: JPEG.id, kind: .limit(.textChunks, actual: 3, allowed: 2))) {
      try JPEG().open(file.span, limits: limits).header
    }
  }
}
