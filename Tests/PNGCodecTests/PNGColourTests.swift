import ImageCore
import PNGCodec
import TestSupport
import Testing

@Suite struct PNGColourTests {
  private struct Chunk {
    let kind: String
    let body: [UInt8]

    init(_ kind: String, _ body: [UInt8]) {
      self.kind = kind
      self.body = body
    }
  }

  private let profile = [UInt8](repeating: 9, count: 200)

  /// A picture without any word of colour, then with the chunks given, in that order.
  private func file(_ chunks: [Chunk]) throws -> [UInt8] {
    let row: [UInt8] = [0, 1, 2, 3, 4]
    let plain =
      PNGBytes.signature + PNGBytes.chunk("IHDR", PNGBytes.header(width: 1, height: 1)) + PNGBytes.chunk("IDAT", PNGBytes.storedStream(row))
      + PNGBytes.chunk("IEND", [])
    var file = plain
    for chunk in chunks.reversed() { file = PNGBytes.inserting(chunk.kind, chunk.body, into: file) }
    return file
  }

  private func colour(_ chunks: [Chunk]) throws -> ColourSpace? {
    try metadata(file(chunks)).colourSpace
  }

  private func metadata(_ bytes: [UInt8]) throws -> ImageMetadata {
    try PNG().open(bytes.span, limits: .standard).readMetadata(of: bytes.span)
  }

  private func long(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

  private var iCCP: Chunk { Chunk("iCCP", Array("name".utf8) + [0, 0] + PNGBytes.storedStream(profile)) }
  private var sRGB: Chunk { Chunk("sRGB", [0]) }
  private var gAMA: Chunk { Chunk("gAMA", long(55_000)) }
  private var cHRM: Chunk {
    Chunk("cHRM", [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000].flatMap { long($0) })
  }
  private var p3: ColourCodePoints { ColourCodePoints(primaries: 12, transfer: 13, matrix: 0, isFullRange: true) }

  @Test func `a file that says nothing has no colour space`() throws {
    #expect(try colour([]) == nil)
    let bytes = try file([])
    #expect(try ImageReader(codecs: CodecRegistry([PNG()])).open(bytes).decode().raster.colourSpace == .sRGB)
  }

  @Test(arguments: [0, 100, 101]) func `primaries of sRGB are told up to a rounding`(_ difference: Int) throws {
    let standard = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000]
    for index in standard.indices {
      for sign in [-1, 1] {
        var numbers = standard
        numbers[index] += sign * difference
        let chromaticities = Chunk("cHRM", numbers.flatMap { long($0) })
        let found = try colour([Chunk("gAMA", long(45_455)), chromaticities])
        #expect((found == .sRGB) == (difference <= 100), "\(numbers)")
      }
    }
  }

  @Test func `code points come before a profile, before sRGB, before gamma`() throws {
    let cICP = Chunk("cICP", [12, 13, 0, 1])
    #expect(try colour([gAMA, cHRM, sRGB, iCCP, cICP]) == .codePoints(p3))
    #expect(try colour([gAMA, cHRM, sRGB, iCCP]) == .profile(profile))
    #expect(try colour([gAMA, cHRM, sRGB]) == .sRGB)
    guard case .calibrated(let calibration)? = try colour([gAMA, cHRM]) else {
      Issue.record("gamma and primaries are not read")
      return
    }
    #expect(calibration.gamma == 55_000)
    #expect(calibration.primaries?.red == ColourCalibration.Chromaticity(x: 68_000, y: 32_000))
  }

  @Test(arguments: [[12, 13, 1, 1], [12, 13, 0, 0], [99, 13, 0, 1], [12, 99, 0, 1], [12, 13, 0]] as [[UInt8]])
  func `code points that cannot be used give way to the next`(_ body: [UInt8]) throws {
    #expect(try colour([Chunk("cICP", body), iCCP]) == .profile(profile))
  }

  @Test func `numbers that mean sRGB are sRGB`() throws {
    #expect(try colour([Chunk("cICP", [1, 13, 0, 1])]) == .sRGB)
    #expect(try colour([Chunk("gAMA", long(45_455))]) == .sRGB)
  }

  @Test(arguments: [0, 1, 2_000_000_000]) func `a gamma that no picture has is not there`(_ gamma: Int) throws {
    #expect(try colour([Chunk("gAMA", long(gamma))]) == nil)
  }

  @Test func `a chunk with a wrong checksum is not there`() throws {
    var bytes = try file([gAMA])
    // 8 bytes of signature, 25 of IHDR, 8 before the number.
    bytes[42] ^= 1
    #expect(try metadata(bytes).colourSpace == nil)
  }

  @Test func `a C2PA manifest is seen`() throws {
    #expect(try metadata(file([Chunk("caBX", [1, 2, 3])])).hasContentCredentials)
    #expect(try !metadata(file([])).hasContentCredentials)
  }

  @Test func `text chunks are counted before anything is decoded`() throws {
    let text = Array("Comment".utf8) + [0, 65]
    let bytes = try file([Chunk("tEXt", text), Chunk("zTXt", text), Chunk("iTXt", text)])
    var limits = DecodeLimits.standard
    limits.textChunks = 3
    #expect(try PNG().open(bytes.span, limits: limits).header.size == PixelSize(1, 1))
    limits.textChunks = 2
    #expect(throws: CodecError(format: PNG.id, kind: .limit(.textChunks, actual: 3, allowed: 2))) {
      try PNG().open(bytes.span, limits: limits).header
    }
  }
}
