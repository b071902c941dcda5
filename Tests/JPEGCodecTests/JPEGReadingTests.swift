import ImageCore
import JPEGCodec
import TestSupport
import Testing

@Suite struct JPEGReadingTests {
  private let reader = ImageReader(codecs: CodecRegistry([JPEG()]))

  private func plain(_ size: PixelSize = PixelSize(20, 10)) throws -> [UInt8] {
    try JPEG().encode(TestPictures.gradient(size), metadata: .none, settings: JPEGSettings())
  }

  private func fixture(_ name: String) throws -> [UInt8] {
    try #require(try PictureFixture.valid(JPEG.id).first { $0.stem == name }).bytes
  }

  @Test func `EXIF and XMP are read from their segments`() throws {
    let block = EXIFBlock(orientation: 8, hasGPS: true).bytes
    let xmp = Array("<x/>".utf8)
    let bytes = JPEGBytes.inserting(exif: block, into: JPEGBytes.inserting(xmp: xmp, into: try plain()))
    #expect(try reader.open(bytes).header.orientation == .rotatedCounterClockwise)
    #expect(try reader.open(bytes).metadata() == ImageMetadata(exif: block, xmp: xmp))
  }

  @Test func `a profile in parts is put together, in any order`() throws {
    let profile = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let ordered = JPEGBytes.inserting(profile: profile, part: 300, into: try plain())
    #expect(try reader.open(ordered).metadata().iccProfile == profile)
    let second = JPEGBytes.inserting(marker: 0xE2, Array("ICC_PROFILE".utf8) + [0, 1, 2, 5, 6], into: try plain())
    let reversed = JPEGBytes.inserting(marker: 0xE2, Array("ICC_PROFILE".utf8) + [0, 2, 2, 7], into: second)
    #expect(try reader.open(reversed).metadata().iccProfile == [5, 6, 7])
  }

  /// libjpeg makes both directions smaller by one number: of 4:1:1 it would leave a quarter of the colour that there is.
  @Test(arguments: [("colour-411", false), ("colour-410", true), ("colour-422", true), ("colour-440", true), ("colour-420", true)])
  func `colour of 4:1:1 is kept where a smaller picture is wanted`(_ name: String, _ isReduced: Bool) throws {
    let picture = try reader.open(fixture(name))
    let full = try picture.decode().raster
    for target in [PixelSize(22, 18), PixelSize(11, 9), PixelSize(5, 4)] {
      let raster = try picture.decode(fitting: target).raster
      #expect((raster.size != full.size) == isReduced, "\(target): \(raster.size)")
      if !isReduced { #expect(raster.pixels == full.pixels) }
    }
  }

  /// Some writers repeat the whole profile behind the frame header.
  @Test func `of a profile that stands there twice the first counts`() throws {
    let profile = (0..<700).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let plain = try plain()
    let scan = try #require(plain.firstRange(of: [0xFF, 0xDA])).lowerBound
    func repeating(_ second: [UInt8]) -> [UInt8] {
      let again = JPEGBytes.inserting(profile: second, part: 300, into: Array(plain.prefix(2))).dropFirst(2)
      return JPEGBytes.inserting(profile: profile, part: 300, into: Array(plain[..<scan] + again + plain[scan...]))
    }
    for second in [profile, profile.reversed(), Array(profile.prefix(10))] {
      #expect(try reader.open(repeating(second)).metadata().iccProfile == profile)
    }
  }

  @Test func `a profile that cannot be put together is told as one that is empty`() throws {
    let name = Array("ICC_PROFILE".utf8) + [0]
    let part = JPEGBytes.inserting(marker: 0xE2, name + [1, 2, 5, 6], into: try plain())
    let broken: [(String, [UInt8])] = [
      ("a part is missing", part), ("a part is there twice", JPEGBytes.inserting(marker: 0xE2, name + [1, 2, 5, 6], into: part)),
      ("none of none", JPEGBytes.inserting(marker: 0xE2, name + [0, 0, 5], into: try plain())),
      ("the first of none", JPEGBytes.inserting(marker: 0xE2, name + [1, 0, 5], into: try plain())),
      ("two totals", JPEGBytes.inserting(marker: 0xE2, name + [2, 3, 5], into: part)),
      ("no numbers", JPEGBytes.inserting(marker: 0xE2, name + [1], into: try plain())),
    ]
    for (what, bytes) in broken {
      let metadata = try reader.open(bytes).metadata()
      #expect(metadata.iccProfile == [], "\(what)")
      #expect(metadata.colourSpace == .profile([]), "\(what)")
      #expect(try reader.open(bytes).decode().raster.colourSpace == .profile([]), "\(what)")
    }
    let whole = try plain()
    #expect(try reader.open(whole).metadata().iccProfile == nil)
  }

  @Test func `more scans than allowed are refused`() throws {
    var limits = DecodeLimits.standard
    limits.scans = 3
    let progressive = try fixture("progressive")
    let strict = ImageReader(codecs: reader.codecs, limits: limits)
    #expect(throws: CodecError(format: JPEG.id, kind: .limit(.scans, actual: 4, allowed: 3), detail: "")) {
      try strict.open(progressive).decode()
    }
    let baseline = try plain()
    #expect(try strict.open(baseline).decode().raster.size == PixelSize(20, 10))
  }

  @Test func `scans are bounded by the work in them too`() throws {
    let progressive = try fixture("progressive")
    let pixels = try #require(try reader.open(progressive).header.size.pixelCount)
    var limits = DecodeLimits.standard
    limits.scanPixels = pixels * 4 - 1
    #expect(throws: CodecError(format: JPEG.id, kind: .limit(.scanPixels, actual: pixels * 4, allowed: pixels * 4 - 1))) {
      try ImageReader(codecs: reader.codecs, limits: limits).open(progressive).decode()
    }
    let baseline = try plain()
    limits.scanPixels = 200
    #expect(try ImageReader(codecs: reader.codecs, limits: limits).open(baseline).decode().raster.size == PixelSize(20, 10))
    limits.scanPixels = 199
    #expect(throws: CodecError(format: JPEG.id, kind: .limit(.scanPixels, actual: 200, allowed: 199))) {
      try ImageReader(codecs: reader.codecs, limits: limits).open(baseline).decode()
    }
  }

  /// Of an arithmetic-coded picture nobody can tell that its data is all there.
  @Test(arguments: ["colour-444", "progressive", "scan-for-each-component", "restart", "arithmetic", "arithmetic-progressive"])
  func `only the missing end of the image is forgiven`(_ name: String) throws {
    let bytes = try fixture(name)
    let whole = try reader.open(bytes).decode().raster
    let withoutEnd = Array(bytes.dropLast(2))
    if !name.hasPrefix("arithmetic") {
      let isSame = try reader.open(withoutEnd).decode().raster == whole
      #expect(isSame)
    }
    let short = Array(bytes.dropLast(40))
    let error = #expect(throws: CodecError.self) { _ = try reader.open(short).decode() }
    #expect(error?.kind == .truncated)
  }

  @Test func `a progressive picture without its last scan is cut short`() throws {
    let bytes = try fixture("progressive")
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    let last = try #require(scans.last)
    let part = Array(bytes.prefix(last))
    #expect { try reader.open(part).decode() } throws: { ($0 as? CodecError)?.kind == .truncated }
  }

  @Test func `twelve bits and lossless coding are named`() throws {
    let invalid = try PictureFixture.invalid(JPEG.id)
    for (name, feature) in [("12-bit", "a depth of 12 bits"), ("lossless", "lossless coding"), ("hierarchical", "hierarchical coding")] {
      let bytes = try #require(invalid.first { $0.stem == name }).bytes
      #expect(throws: CodecError(format: JPEG.id, kind: .unsupported(feature))) { try reader.open(bytes).header }
    }
  }

  @Test func `the fractions answered are powers of two, rounded up`() throws {
    let bytes = try plain(PixelSize(101, 67))
    let header = try reader.open(bytes).header
    let answers = [(101, 67), (60, 40), (51, 34), (50, 34), (26, 17), (14, 9), (13, 9), (1, 1)].map {
      JPEG().decodedSize(for: header, fitting: PixelSize($0.0, $0.1))
    }
    let wanted = [(101, 67), (101, 67), (51, 34), (51, 34), (26, 17), (26, 17), (13, 9), (13, 9)].map { PixelSize($0.0, $0.1) }
    #expect(answers == wanted)
  }
}
