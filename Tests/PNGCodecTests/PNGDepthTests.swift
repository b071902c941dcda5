import ImageCore
import PNGCodec
import TestSupport
import Testing

@Suite struct PNGDepthTests {
  private let reader = ImageReader(codecs: CodecRegistry([PNG()]))

  private func samples(_ raster: Raster) -> [UInt16] {
    stride(from: 0, to: raster.pixels.count, by: 2).map {
      UInt16(littleEndian: UInt16(raster.pixels[$0]) | UInt16(raster.pixels[$0 + 1]) << 8)
    }
  }

  @Test func `samples of 16 bits are read to the last`() throws {
    let row: [UInt8] = [0, 0x12, 0x34, 0xAB, 0xCD, 0, 1, 0xFF, 0xFE]
    let file =
      PNGBytes.signature + PNGBytes.chunk("IHDR", PNGBytes.header(width: 1, height: 1, bitDepth: 16))
      + PNGBytes.chunk("IDAT", PNGBytes.storedStream(row)) + PNGBytes.chunk("IEND", [])
    let deep = try reader.open(file).decode(natively: true).raster
    #expect(deep.format == .rgba16)
    #expect(samples(deep) == [0x1234, 0xABCD, 1, 0xFFFE])
    #expect(try reader.open(file).decode().raster.format == .rgba8)
  }

  @Test func `every fixture of 16 bits rounds to what decoding to 8 gives`() throws {
    let fixtures = try PictureFixture.valid(PNG.id).filter { try reader.open($0.bytes).header.bitDepth == 16 }
    #expect(fixtures.count >= 6)
    for fixture in fixtures {
      let deep = try reader.open(fixture.bytes).decode(natively: true).raster
      #expect(deep.format == .rgba16, "\(fixture)")
      #expect(try deep.roundedToBytes() == reader.open(fixture.bytes).decode().raster, "\(fixture)")
    }
  }

  @Test func `fewer bits are never read as 16`() throws {
    let fixture = try #require(try PictureFixture.valid(PNG.id).first { $0.stem == "rgb-8" })
    #expect(try reader.open(fixture.bytes).decode(natively: true).raster.format == .rgba8)
    let layout = try #require(RasterLayout(size: reader.open(fixture.bytes).header.size, format: .rgba16))
    #expect {
      var pixels = [UInt8](repeating: 0, count: layout.byteCount)
      var span = pixels.mutableSpan
      try PNG().open(fixture.bytes.span, limits: .standard).decode(fixture.bytes.span, as: layout, into: &span)
    } throws: {
      ($0 as? CodecError)?.kind == .unsupported("decoding to rgba16")
    }
  }

  @Test func `the limit on decoded bytes counts both bytes of a sample`() throws {
    let fixture = try #require(try PictureFixture.valid(PNG.id).first { $0.stem == "rgba-16" })
    let pixels = try #require(try reader.open(fixture.bytes).header.size.pixelCount)
    var limits = DecodeLimits.standard
    limits.decodedBytes = pixels * 8 - 1
    let tight = ImageReader(codecs: CodecRegistry([PNG()]), limits: limits)
    #expect(try tight.open(fixture.bytes).decode().raster.format == .rgba8)
    #expect(throws: CodecError(format: PNG.id, kind: .limit(.decodedBytes, actual: pixels * 8, allowed: pixels * 8 - 1))) {
      try tight.open(fixture.bytes).decode(natively: true)
    }
  }
}
