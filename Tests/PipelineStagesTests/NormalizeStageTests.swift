import Diagnostics
import ImageCore
import ImageOperations
import PipelineModel
import TestSupport
import Testing

@Suite struct NormalizeStageTests {
  private let picture = TestPictures.gradient(PixelSize(80, 40))

  @Test(arguments: [
    ("longest: 40", PixelSize(40, 20)), ("longest: 16", PixelSize(16, 8)), ("longest: 100", PixelSize(80, 40)),
    ("quality: 50", PixelSize(80, 40)),
  ])
  func `the longest edge is made smaller and never larger`(_ setting: String, _ size: PixelSize) async throws {
    let (result, _) = try await StageBench("normalize", "{\(setting)}").encoded(picture)
    #expect(result.size == size)
    #expect(try StageBench.decoded(result.bytes).size == size)
  }

  @Test func `opaque pictures become JPEG and transparent ones PNG`() async throws {
    let bench = try StageBench("normalize")
    #expect(try await bench.encoded(picture).picture.format.mediaType == "image/jpeg")
    let transparent = TestPictures.translucentGradient(PixelSize(30, 30))
    let (result, notes) = try await bench.encoded(transparent)
    #expect(result.format.mediaType == "image/png")
    #expect(notes.isEmpty)
    #expect(try StageBench.decoded(result.bytes) == transparent, "nothing is lost")
  }

  @Test func `the first type of the list that the gateway takes wins`() async throws {
    var bench = try StageBench("normalize", "{mime: [image/webp, image/jpeg]}")
    #expect(try await bench.encoded(picture).picture.format.mediaType == "image/webp")
    bench.rules = InputRules(mediaTypes: ["image/png", "image/jpeg"], pictureBytes: 1 << 20)
    #expect(try await bench.encoded(picture).picture.format.mediaType == "image/jpeg")
    bench.rules = InputRules(mediaTypes: ["image/gif"], pictureBytes: 1 << 20)
    let failing = bench
    await #expect { try await failing.encoded(picture) } throws: { ($0 as? StageFailure)?.code.name == "no-accepted-type" }
  }

  @Test func `transparent pixels are laid on the background where the type has none, which is said`() async throws {
    let clear = TestPictures.raster(PixelSize(16, 16)) { _, _ in [0, 0, 0, 0] }
    let (result, notes) = try await StageBench("normalize", "{mime: image/jpeg, background: lime}").encoded(clear)
    #expect(notes == ["transparent pixels laid on lime, because image/jpeg has no transparency"])
    let pixel = try StageBench.decoded(result.bytes).pixel(8, 8)
    #expect(largestDifference(pixel, [0, 255, 0, 255]) <= 6)
  }

  @Test func `what is too large goes down the ladder, and each step is said`() async throws {
    let noise = TestPictures.noise(PixelSize(600, 400), seed: 1)
    func prepare(_ bytes: Int, _ settings: String = "") async throws -> (picture: EncodedPicture, notes: [String]) {
      var bench = try StageBench("normalize", settings)
      bench.rules = InputRules(mediaTypes: ["image/png", "image/jpeg"], pictureBytes: bytes)
      return try await bench.encoded(noise)
    }
    let full = try await prepare(1 << 24)
    #expect(full.notes.isEmpty)
    let lower = try await prepare(full.picture.bytes.count - 1)
    #expect(lower.picture.size == noise.size)
    #expect(lower.picture.format.mediaType == "image/jpeg")
    #expect(lower.picture.bytes.count < full.picture.bytes.count)
    #expect(lower.notes.last?.hasPrefix("quality lowered to ") == true)
    #expect(lower.notes.first == "image/jpeg has \(full.picture.bytes.count) bytes, more than the \(full.picture.bytes.count - 1) allowed")
    let smallest = try await prepare(30_000)
    #expect(smallest.picture.size.longestSide < 600 && smallest.picture.size.longestSide >= 256)
    #expect(smallest.picture.bytes.count <= 30_000)
    #expect(smallest.notes.last == "made smaller, to \(smallest.picture.size)")
    let ratio = AspectRatio(3, 2)
    #expect(ratio.matches(smallest.picture.size, within: Percent(millionths: 10_000)))
    await #expect { try await prepare(2_000) } throws: { ($0 as? StageFailure)?.code.name == "picture-too-large" }
  }

  @Test func `types that cannot be had are mistakes where they stand`() throws {
    var bench = try StageBench("normalize", "{mime: [image/heic, image/jpeg, image/webp]}")
    bench.rules = InputRules(mediaTypes: ["image/jpeg", "image/heic"], pictureBytes: 1)
    let found = bench.complaints(gateways: ["google"])
    #expect(
      found.map(\.message) == ["the media type 'image/heic' cannot be written", "the media type 'image/webp' is not taken by 'google'"])
    #expect(found.allSatisfy { $0.allowed == ["image/jpeg"] })
    #expect(try StageBench("normalize", "{longest: 8}").diagnostics.map(\.id.name) == ["invalid-value"])
  }

  // MARK: only pixels leave the machine

  /// Whatever a source carries beside its pixels, decoded and prepared as a chain does it.
  private func prepared(_ source: [UInt8], _ type: String) async throws -> [UInt8] {
    var decode = try StageBench("decode", "shoe")
    decode.files["shoe"] = source
    let (raster, _) = try await decode.raster()
    return try await StageBench("normalize", "{mime: \(type)}").encoded(raster).picture.bytes
  }

  private static func loaded() throws -> [UInt8] {
    let plain = try StageBench.writer.write(TestPictures.gradient(PixelSize(64, 48)), as: FormatID("jpeg"))
    let withProfile = JPEGBytes.inserting(profile: ICCProfiles.displayP3(), into: plain)
    let withXMP = JPEGBytes.inserting(xmp: Array("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">secret</x:xmpmeta>".utf8), into: withProfile)
    let withEXIF = JPEGBytes.inserting(exif: EXIFBlock(orientation: 6, hasGPS: true).bytes, into: withXMP)
    let withComment = JPEGBytes.inserting(marker: 0xFE, Array("secret".utf8), into: withEXIF)
    let withIPTC = JPEGBytes.inserting(marker: 0xED, Array("Photoshop 3.0\u{0}secret".utf8), into: withComment)
    return JPEGBytes.inserting(marker: 0xEB, Array("JP secret C2PA".utf8), into: withIPTC) + Array("bytes after the end: secret".utf8)
  }

  /// Neither a palette nor deeper samples nor inks, whatever the source is made of.
  @Test(arguments: ["png/valid/palette-1.png", "png/valid/rgba-16.png", "png/valid/grey-16.png", "jpeg/valid/cmyk.jpg"])
  func `8 bits of grey, RGB or RGBA are sent`(_ source: String) async throws {
    let bytes = try TestFiles.bytes(at: TestFiles.fixtures + "/" + source)
    let png = try await prepared(bytes, "image/png")
    // Bits and colour type, after the signature, the chunk's head and two sides.
    #expect(png[24] == 8 && [0, 2, 4, 6].contains(png[25]), "\(png[24]), \(png[25])")
    if !source.contains("rgba") {
      let jpeg = try await prepared(bytes, "image/jpeg")
      #expect(try [1, 3].contains(PictureInspection(StageBench.reader.open(jpeg)).channels))
    }
  }

  @Test func `a JPEG has nothing but what its pixels need`() async throws {
    let bytes = try await prepared(try Self.loaded(), "image/jpeg")
    // ITU-T T.81, table B.1: quantisation and Huffman tables, frame, restart interval, scan; and JFIF's APP0.
    let allowed: Set<UInt8> = [0xDB, 0xC4, 0xC0, 0xC1, 0xC2, 0xDD, 0xDA, 0xE0]
    var index = 2
    var seen: [UInt8] = []
    #expect(bytes.prefix(2) == [0xFF, 0xD8])
    while index + 4 <= bytes.count, bytes[index] == 0xFF {
      seen.append(bytes[index + 1])
      if bytes[index + 1] == 0xE0 { #expect(bytes[(index + 4)..<(index + 9)] == Array("JFIF\u{0}".utf8)[...]) }
      if bytes[index + 1] == 0xDA { break }
      index += 2 + Int(bytes[index + 2]) << 8 + Int(bytes[index + 3])
    }
    #expect(Set(seen).isSubset(of: allowed), "\(seen.map { String($0, radix: 16) })")
    #expect(seen.last == 0xDA)
    #expect(seen.filter { $0 == 0xE0 }.count <= 1)
    #expect(bytes.suffix(2) == [0xFF, 0xD9])
    #expect(!bytes.contains("secret"))
  }

  @Test func `a PNG has nothing but what its pixels need`() async throws {
    let bytes = try await prepared(try Self.loaded(), "image/png")
    #expect(Array(bytes.prefix(8)) == PNGBytes.signature)
    var index = 8
    var seen: [String] = []
    while index + 12 <= bytes.count {
      let length = bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
      seen.append(String(decoding: bytes[index + 4..<index + 8], as: UTF8.self))
      index += 12 + length
    }
    #expect(Set(seen).isSubset(of: ["IHDR", "PLTE", "tRNS", "sRGB", "IDAT", "IEND"]), "\(seen)")
    #expect(seen.first == "IHDR" && seen.last == "IEND")
    #expect(index == bytes.count, "nothing stands behind the end")
    #expect(!bytes.contains("secret"))
  }

  @Test func `a WebP has nothing but what its pixels need`() async throws {
    let bytes = try await prepared(try Self.loaded(), "image/webp")
    #expect(bytes.prefix(4) == Array("RIFF".utf8)[...] && Array(bytes[8..<12]) == Array("WEBP".utf8))
    let size = bytes[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(size + 8 == bytes.count, "nothing stands behind the end")
    var index = 12
    var seen: [String] = []
    while index + 8 <= bytes.count {
      let length = bytes[index + 4..<index + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      seen.append(String(decoding: bytes[index..<index + 4], as: UTF8.self))
      index += 8 + length + length % 2
    }
    #expect(Set(seen).isSubset(of: ["VP8 ", "VP8L", "VP8X", "ALPH"]), "\(seen)")
    #expect(!bytes.contains("secret"))
  }
}

extension [UInt8] {
  fileprivate func contains(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    return indices.contains { index in self[index...].starts(with: wanted) }
  }
}
