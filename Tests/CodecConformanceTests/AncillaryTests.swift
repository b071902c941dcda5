import BuiltIns
import ImageCore
import TestSupport
import Testing

/// What a file holds beside its picture, told by a list of what is allowed.
@Suite struct AncillaryTests {
  private let writer = ImageWriter(codecs: CodecRegistry(BuiltIns.codecs))

  private func names(_ bytes: [UInt8]) throws -> [String]? {
    let codec = CodecRegistry(BuiltIns.codecs).codec(recognizing: bytes.span)
    return try #require(codec).ancillaryBlocks(in: bytes.span)
  }

  private func file(_ format: String, _ raster: Raster = TestPictures.gradient(PixelSize(20, 10))) throws -> [UInt8] {
    try writer.write(raster, as: FormatID(format))
  }

  @Test func `what no model takes need not tell, and what does not tell is never sent as it is`() {
    let silent = Conformer.encoders.filter { !$0.tellsAncillaryBlocks }.map(\.id.rawValue)
    #expect(silent == ["avif"])
  }

  @Test(arguments: Conformer.tellers) func `what is written here is nothing but a picture`(_ conformer: Conformer) throws {
    var rasters = [
      TestPictures.gradient(PixelSize(20, 10)), TestPictures.greyRamp(PixelSize(7, 9)), TestPictures.noise(PixelSize(40, 40), seed: 2),
    ]
    if conformer.codec.format.can(.alpha) { rasters.append(TestPictures.translucentGradient(PixelSize(12, 12))) }
    for raster in rasters {
      let bytes = try writer.write(raster, as: conformer.id)
      let names = conformer.codec.ancillaryBlocks(in: bytes.span)
      #expect(names == [])
    }
  }

  @Test(arguments: Conformer.tellers) func `a byte behind the end, or one that is missing, is told of`(_ conformer: Conformer) throws {
    let bytes = try writer.write(TestPictures.gradient(PixelSize(20, 10)), as: conformer.id)
    let longer = bytes + [0]
    let told = conformer.codec.ancillaryBlocks(in: longer.span)
    #expect(told == ["bytes behind the end"])
    for count in [0, 2, 11, 30, bytes.count - 3] {
      let cut = Array(bytes.prefix(count))
      let names = conformer.codec.ancillaryBlocks(in: cut.span)
      #expect(names != [], "\(count) bytes")
    }
  }

  @Test(arguments: Conformer.all) func `what is cut or damaged is never nothing but a picture`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() + conformer.invalid() {
      // Cut at its end, one with bytes behind it is whole.
      let mayBeWhole = fixture.stem.contains("after-the-end")
      for count in stride(from: 0, to: fixture.bytes.count, by: max(1, fixture.bytes.count / 40)) {
        let cut = Array(fixture.bytes.prefix(count))
        let names = conformer.codec.ancillaryBlocks(in: cut.span)
        #expect(names != [] || mayBeWhole, "\(fixture) cut to \(count) bytes")
      }
    }
  }

  @Test func `segments of a JPEG are named, unknown ones too`() throws {
    let plain = try file("jpeg")
    let cases: [([UInt8], String)] = [
      (JPEGBytes.inserting(exif: EXIFBlock(orientation: 1).bytes, into: plain), "EXIF"),
      (JPEGBytes.inserting(xmp: Array("<x/>".utf8), into: plain), "XMP"),
      (JPEGBytes.inserting(profile: ICCProfiles.displayP3(), into: plain), "a colour profile"),
      (JPEGBytes.inserting(marker: 0xFE, Array("words".utf8), into: plain), "a comment"),
      (JPEGBytes.inserting(marker: 0xED, Array("Photoshop 3.0".utf8), into: plain), "IPTC"),
      (JPEGBytes.inserting(marker: 0xE2, Array("MPF".utf8) + [0], into: plain), "further pictures"),
      (JPEGBytes.inserting(marker: 0xE0, Array("JFXX".utf8) + [0], into: plain), "APP0"),
      (JPEGBytes.inserting(marker: 0xE7, [], into: plain), "APP7"),
      (JPEGBytes.inserting(marker: 0xF5, [1, 2, 3], into: plain), "marker f5"),
      // A JFIF header with a thumbnail of one pixel.
      (JPEGBytes.inserting(marker: 0xE0, Array("JFIF".utf8) + [0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 9, 9, 9], into: plain), "a thumbnail"),
    ]
    for (bytes, name) in cases { #expect(try names(bytes) == [name]) }
    let stray = Array(plain.prefix(2) + [0x13] + plain.dropFirst(2))
    let codec = try #require(CodecRegistry(BuiltIns.codecs).codec(for: FormatID("jpeg")))
    let told = codec.ancillaryBlocks(in: stray.span)
    #expect(told != [])
  }

  @Test func `tables of a JPEG that no scan uses are told of`() throws {
    let plain = try file("jpeg")
    let hidden = Array("a secret of 64 bytes that stands in a table which nobody reads..".utf8)
    let codes = [UInt8](repeating: 0, count: 7) + [20] + [UInt8](repeating: 0, count: 8) + hidden.prefix(20)
    for (marker, table) in [(0xDB, [3] + hidden), (0xC4, [3] + codes), (0xC4, [0x13] + codes), (0xDB, [0] + hidden)] as [(UInt8, [UInt8])] {
      // The last is one that is replaced before it is used.
      #expect(try names(JPEGBytes.inserting(marker: marker, table, into: plain)) == ["tables that no pixel needs"])
    }
    for stem in ["colour-444", "colour-420", "grey", "progressive", "restart", "scan-for-each-component"] {
      let fixture = try #require(try PictureFixture.valid(FormatID("jpeg")).first { $0.stem == stem })
      #expect(try names(fixture.bytes)?.contains("tables that no pixel needs") == false, "\(stem)")
    }
  }

  @Test func `chunks of a PNG are named, and sRGB says nothing new`() throws {
    let plain = try file("png")
    #expect(try names(PNGBytes.inserting("sRGB", [0], into: plain)) == [])
    #expect(try names(PNGBytes.inserting("gAMA", [0, 0, 0xB1, 0x8F], into: plain)) == [])
    let cases: [(String, [UInt8], String)] = [
      ("tEXt", Array("Author\0x".utf8), "text"), ("eXIf", EXIFBlock(hasGPS: true).bytes, "EXIF"),
      ("pHYs", [UInt8](repeating: 0, count: 9), "chunk pHYs"),
      ("caBX", [], "a C2PA manifest"), ("vpAg", [1], "chunk vpAg"), ("gAMA", [1, 2, 3, 4, 5], "chunk gAMA"),
    ]
    for (kind, body, name) in cases { #expect(try names(PNGBytes.inserting(kind, body, into: plain)) == [name]) }
    for (stem, name) in [("palette-8", "a palette"), ("rgb-16-transparent", "a transparent colour"), ("animated", "frames")] {
      let fixture = try #require(try PictureFixture.valid(FormatID("png")).first { $0.stem == stem })
      #expect(try names(fixture.bytes)?.contains(name) == true, "\(stem)")
    }
  }

  @Test func `chunks of a WebP are named`() throws {
    for (stem, name) in [
      ("profile", "a colour profile"), ("xmp", "XMP"), ("orientation-6", "EXIF"), ("animated", "frames"),
      ("unknown-chunk", "an unknown chunk"), ("bytes-after-the-end", "bytes behind the end"),
    ] {
      let fixture = try #require(try PictureFixture.valid(FormatID("webp")).first { $0.stem == stem })
      let found = try names(fixture.bytes)
      #expect(found?.contains(name) == true, "\(stem): \(found ?? [])")
    }
    for stem in ["lossy", "lossless", "lossy-alpha", "lossless-alpha"] {
      let fixture = try #require(try PictureFixture.valid(FormatID("webp")).first { $0.stem == stem })
      #expect(try names(fixture.bytes) == [], "\(stem)")
      // The last chunk with an odd length, and with what fills it up.
      let length = fixture.bytes.count - 8
      for fill in [0, 0x53] as [UInt8] {
        let chunk = Array("JUNK".utf8) + [1, 0, 0, 0, 0x53, fill]
        var bytes = fixture.bytes + chunk
        for index in 0..<4 { bytes[4 + index] = UInt8(truncatingIfNeeded: (length + chunk.count) >> (8 * index)) }
        let hidden = fill == 0 ? [] : ["bytes among its data that no pixel comes from"]
        #expect(try names(bytes) == ["an unknown chunk"] + hidden, "\(stem)")
      }
    }
  }
}
