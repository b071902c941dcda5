import ImageCore
import PNGCodec
import TestSupport
import Testing

@Suite struct PNGReadingTests {
  private let reader = ImageReader(codecs: CodecRegistry([PNG()]))

  private func file(width: Int, height: Int, stream: [UInt8]) -> [UInt8] {
    PNGBytes.signature + PNGBytes.chunk("IHDR", PNGBytes.header(width: width, height: height)) + PNGBytes.chunk("IDAT", stream)
      + PNGBytes.chunk("IEND", [])
  }

  private func plain() throws -> [UInt8] {
    try PNG().encode(TestPictures.gradient(PixelSize(20, 10)), metadata: .none, settings: PNGSettings())
  }

  @Test func `rows without compression are read`() throws {
    let bytes = file(width: 1, height: 2, stream: PNGBytes.storedStream([0, 1, 2, 3, 4, 0, 5, 6, 7, 8]))
    #expect(try reader.open(bytes).decode().raster.pixels == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test func `compressed data that goes on long after the picture is refused`() throws {
    let little = file(width: 1, height: 1, stream: PNGBytes.storedStream([0, 1, 2, 3, 4] + [UInt8](repeating: 0, count: 1000)))
    #expect(try reader.open(little).decode().raster.pixels == [1, 2, 3, 4])
    let much = file(width: 1, height: 1, stream: PNGBytes.storedStream([UInt8](repeating: 0, count: 3 << 20)))
    #expect {
      try reader.open(much).decode()
    } throws: {
      ($0 as? CodecError)?.kind == .malformed
    }
  }

  @Test func `data that ends in the file is cut short, data that ends in the stream is damaged`() throws {
    let whole = try plain()
    let cut = Array(whole.prefix(whole.count - 40))
    #expect { try reader.open(cut).decode() } throws: { ($0 as? CodecError)?.kind == .truncated }
    let short = file(width: 2, height: 2, stream: PNGBytes.storedStream([0, 1, 2, 3, 4]))
    #expect { try reader.open(short).decode() } throws: { ($0 as? CodecError)?.kind == .malformed }
  }

  @Test(arguments: [false, true]) func `a profile's bomb is refused by the limit, not by memory`(_ isText: Bool) throws {
    var limits = DecodeLimits.standard
    if isText { limits.metadataBytes = 1000 } else { limits.profileBytes = 1000 }
    let stream = PNGBytes.storedStream([UInt8](repeating: 7, count: 100_000))
    let bytes =
      isText
      ? PNGBytes.inserting("iTXt", Array("XML:com.adobe.xmp".utf8) + [0, 1, 0, 0, 0] + stream, into: try plain())
      : PNGBytes.inserting("iCCP", Array("name".utf8) + [0, 0] + stream, into: try plain())
    let error = #expect(throws: CodecError.self) { try PNG().open(bytes.span, limits: limits).readMetadata(of: bytes.span) }
    guard case .limit(isText ? .metadataBytes : .profileBytes, let actual, 1000)? = error?.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(actual < 10_000)
    let within = try PNG().open(bytes.span, limits: .standard).readMetadata(of: bytes.span)
    #expect((isText ? within.xmp : within.iccProfile) == [UInt8](repeating: 7, count: 100_000))
  }

  @Test func `EXIF is read with and without the prefix of JPEG`() throws {
    let block = EXIFBlock(orientation: 6, hasGPS: true, isBigEndian: true).bytes
    for body in [block, Array("Exif".utf8) + [0, 0] + block] {
      let bytes = PNGBytes.inserting("eXIf", body, into: try plain())
      #expect(try reader.open(bytes).header.orientation == .rotatedClockwise)
      #expect(try reader.open(bytes).metadata().exif == block)
      #expect(EXIF(block.span).hasGPS)
    }
  }

  @Test func `a damaged profile is told as one that is empty`() throws {
    let cut = PNGBytes.inserting("iCCP", Array("name".utf8) + [0, 0, 1, 2, 3], into: try plain())
    let nameless = PNGBytes.inserting("iCCP", [0, 0, 1, 2, 3], into: try plain())
    var changed = PNGBytes.inserting("iCCP", Array("name".utf8) + [0, 0] + PNGBytes.storedStream([1, 2, 3]), into: try plain())
    #expect(try reader.open(changed).metadata().iccProfile == [1, 2, 3])
    // The checksum no longer fits: the chunk's body begins behind the signature, IHDR and its own length and kind.
    changed[8 + 25 + 8] ^= 1
    for (index, bytes) in [cut, nameless, changed].enumerated() {
      let metadata = try reader.open(bytes).metadata()
      #expect(metadata.iccProfile == [], "\(index)")
      #expect(metadata.colourSpace == .profile([]), "\(index)")
      #expect(try reader.open(bytes).decode().raster.colourSpace == .profile([]), "\(index)")
    }
    let whole = try plain()
    #expect(try reader.open(whole).metadata().iccProfile == nil)
  }

  @Test func `other damaged metadata is not there`() throws {
    var exif = PNGBytes.inserting("eXIf", EXIFBlock(orientation: 6).bytes, into: try plain())
    // The checksum no longer fits.
    exif[45] ^= 1
    #expect(try reader.open(exif).header.orientation == .upright)
    #expect(try reader.open(exif).decode().raster.size == PixelSize(20, 10))
  }
}
