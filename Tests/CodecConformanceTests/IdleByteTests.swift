import ImageCore
import TestSupport
import Testing

/// Bytes inside a picture's own data that no pixel comes from: they must not leave with a picture that is sent as it is.
@Suite struct IdleByteTests {
  private let secret = Array("SECRET-GPS-48.8566N-2.3522E".utf8)

  private func conformer(_ format: String) throws -> Conformer {
    try #require(Conformer.encoders.first { $0.id == FormatID(format) })
  }

  private func hasIdleBytes(_ conformer: Conformer, _ bytes: [UInt8]) throws(CodecError) -> Bool {
    try conformer.reader().open(bytes).hasIdleBytes()
  }

  private func encoded(_ conformer: Conformer, isLossless: Bool = false, isTranslucent: Bool = false) throws -> [UInt8] {
    let size = PixelSize(64, 48)
    let raster = isTranslucent ? TestPictures.translucentGradient(size) : TestPictures.noise(size, seed: 3)
    let settings = conformer.codec.encodeSettings(for: Fidelity(isLossless: isLossless))
    return try conformer.codec.encode(raster, metadata: .none, settings: settings)
  }

  @Test(arguments: Conformer.encoders) func `what is written here has none`(_ conformer: Conformer) throws {
    let sizes = [PixelSize(1, 1), PixelSize(2, 3), PixelSize(16, 16), PixelSize(61, 43), PixelSize(130, 97)]
    for size in sizes {
      var rasters = [TestPictures.gradient(size), TestPictures.greyRamp(size), TestPictures.noise(size, seed: 5)]
      if conformer.codec.format.can(.alpha) { rasters.append(TestPictures.translucentGradient(size)) }
      for raster in rasters {
        for quality in [5, 60, 95] {
          for isLossless in conformer.codec.format.can(.lossless) ? [false, true] : [false] {
            let fidelity = Fidelity(quality: try #require(Quality(quality)), isLossless: isLossless)
            let bytes = try conformer.codec.encode(raster, metadata: .none, settings: conformer.codec.encodeSettings(for: fidelity))
            #expect(try !hasIdleBytes(conformer, bytes), "\(size), quality \(quality), lossless \(isLossless)")
          }
        }
      }
    }
  }

  @Test(arguments: Conformer.all) func `every picture of others is judged, and a damaged one refused as when it is decoded`(
    _ conformer: Conformer
  ) throws {
    for fixture in try conformer.valid() {
      #expect(throws: Never.self, "\(fixture)") { try hasIdleBytes(conformer, fixture.bytes) }
    }
    for fixture in try conformer.invalid() {
      #expect(throws: CodecError.self, "\(fixture)") { try hasIdleBytes(conformer, fixture.bytes) }
    }
  }

  @Test func `behind a PNG's compressed stream, in its chunk or in one of its own, and behind its last row`() throws {
    let png = try conformer("png")
    let rows: [UInt8] = [0, 1, 2, 3, 4, 0, 5, 6, 7, 8]
    let head = PNGBytes.signature + PNGBytes.chunk("IHDR", PNGBytes.header(width: 1, height: 2))
    let end = PNGBytes.chunk("IEND", [])
    let stream = PNGBytes.storedStream(rows)
    let cases: [(String, [UInt8], Bool)] = [
      ("nothing", PNGBytes.chunk("IDAT", stream), false),
      ("an empty chunk", PNGBytes.chunk("IDAT", stream) + PNGBytes.chunk("IDAT", []), false),
      ("two chunks", PNGBytes.chunk("IDAT", Array(stream.prefix(7))) + PNGBytes.chunk("IDAT", Array(stream.dropFirst(7))), false),
      ("in the chunk", PNGBytes.chunk("IDAT", stream + secret), true), ("one byte", PNGBytes.chunk("IDAT", stream + [0]), true),
      ("in a chunk of its own", PNGBytes.chunk("IDAT", stream) + PNGBytes.chunk("IDAT", secret), true),
      ("behind the last row", PNGBytes.chunk("IDAT", PNGBytes.storedStream(rows + secret)), true),
    ]
    for (what, data, isIdle) in cases {
      #expect(try hasIdleBytes(png, head + data + end) == isIdle, "\(what)")
    }
  }

  @Test func `before a JPEG's end`() throws {
    let jpeg = try conformer("jpeg")
    let bytes = try encoded(jpeg)
    let cases: [(String, [UInt8])] = [
      ("bytes", secret), ("stuffed bytes", [0xFF, 0, 0xFF, 0]), ("restart markers", [0xFF, 0xD3, 0xFF, 0xD4]),
    ]
    for (what, inserted) in cases {
      #expect(try hasIdleBytes(jpeg, bytes.dropLast(2) + inserted + bytes.suffix(2)), "\(what)")
    }
  }

  @Test(arguments: [("VP8L", true, false), ("VP8 ", false, false), ("VP8 ", false, true), ("ALPH", false, true)])
  func `behind the data in a WebP's chunk`(_ name: String, _ isLossless: Bool, _ isTranslucent: Bool) throws {
    let webp = try conformer("webp")
    let bytes = try encoded(webp, isLossless: isLossless, isTranslucent: isTranslucent)
    #expect(try !hasIdleBytes(webp, bytes))
    let place = try #require(bytes.firstRange(of: Array(name.utf8))).lowerBound
    let count = (0..<4).reduce(0) { $0 | Int(bytes[place + 4 + $1]) << (8 * $1) }
    let body = Array(bytes[place + 8..<place + 8 + count]) + secret
    let length = (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (8 * $0)) }
    var file = bytes.prefix(place + 4) + length + body + (body.count & 1 == 1 ? [0] : []) + bytes.dropFirst(place + 8 + count + (count & 1))
    for index in 0..<4 { file[4 + index] = UInt8(truncatingIfNeeded: (file.count - 8) >> (8 * index)) }
    #expect(try conformer("webp").read(Array(file)).size == PixelSize(64, 48))
    #expect(try hasIdleBytes(webp, Array(file)))
  }
}
