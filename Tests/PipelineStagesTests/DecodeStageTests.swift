import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel
import TestSupport
import Testing

@Suite struct DecodeStageTests {
  private static let red: [UInt8] = [250, 0, 0, 255]
  private static let white: [UInt8] = [255, 255, 255, 255]

  /// Red in its upper left corner, white elsewhere, as it is stored.
  private func cornered(_ format: String, _ size: PixelSize = PixelSize(32, 16)) throws -> [UInt8] {
    let raster = TestPictures.raster(size) { x, y in x < 8 && y < 8 ? Self.red : Self.white }
    return try StageBench.writer.write(raster, as: FormatID(format), fidelity: Fidelity(quality: Quality(95) ?? .standard))
  }

  private func decode(_ bytes: [UInt8], _ settings: String = "shoe.x") async throws -> (raster: Raster, notes: [String]) {
    var bench = try StageBench("decode", settings)
    bench.files["shoe.x"] = bytes
    return try await bench.raster()
  }

  @Test(arguments: ["png", "jpeg", "webp"]) func `a file becomes upright pixels whatever its type is`(_ format: String) async throws {
    let (raster, notes) = try await decode(try cornered(format))
    #expect(raster.size == PixelSize(32, 16))
    #expect(raster.colourSpace == .sRGB)
    #expect(notes.isEmpty)
  }

  /// EXIF's orientations (CIPA DC-008, 4.6.4): where the stored upper left corner is to be shown.
  @Test(arguments: [(1, 0), (2, 1), (3, 3), (4, 2), (5, 0), (6, 1), (7, 3), (8, 2)])
  func `a camera's orientation is baked in`(_ orientation: Int, _ corner: Int) async throws {
    let bytes = JPEGBytes.inserting(exif: EXIFBlock(orientation: orientation).bytes, into: try cornered("jpeg"))
    let (raster, _) = try await decode(bytes)
    #expect(raster.size == (orientation >= 5 ? PixelSize(16, 32) : PixelSize(32, 16)))
    let isRed = raster.corners.map { $0[1] < 128 }
    #expect(isRed == (0..<4).map { $0 == corner })
  }

  @Test func `a profile is applied`() async throws {
    let plain = try cornered("jpeg")
    let (wide, notes) = try await decode(JPEGBytes.inserting(profile: ICCProfiles.displayP3(), into: plain))
    let (narrow, _) = try await decode(plain)
    #expect(notes.isEmpty)
    #expect(wide.colourSpace == .sRGB)
    #expect(wide.pixel(2, 2)[0] > narrow.pixel(2, 2)[0], "red of Display P3 is redder than that of sRGB")
  }

  @Test func `a profile that cannot be read is said`() async throws {
    let bytes = JPEGBytes.inserting(profile: [UInt8](repeating: 7, count: 200), into: try cornered("jpeg"))
    let (_, notes) = try await decode(bytes)
    #expect(notes.count == 1)
    #expect(notes.first?.hasPrefix("profile could not be read; taken as sRGB") == true)
  }

  @Test func `of an animation the first frame is used, which is said`() async throws {
    let bytes = try TestFiles.bytes(at: TestFiles.fixtures + "/webp/valid/animated.webp")
    let frames = try StageBench.reader.open(bytes).header.frameCount
    let (_, notes) = try await decode(bytes)
    #expect(notes == ["only the first of \(frames) frames is used"])
  }

  @Test(arguments: ["webp/valid/animated.webp", "png/valid/animated.png"])
  func `an animation is an error where that is asked for`(_ path: String) async throws {
    let bytes = try TestFiles.bytes(at: TestFiles.fixtures + "/" + path)
    let error = await #expect(throws: StageFailure.self) { try await decode(bytes, "{path: shoe.x, animated: error}") }
    #expect(error?.code.name == "animated-picture")
    let still = try await decode(try cornered("png"), "{path: shoe.x, animated: error}")
    #expect(still.notes.isEmpty)
  }

  @Test func `pixels and profile are kept where that is asked for`() async throws {
    // Made once: a profile holds the second in which it was made.
    let profile = ICCProfiles.displayP3()
    let bytes = JPEGBytes.inserting(profile: profile, into: try cornered("jpeg"))
    let (kept, notes) = try await decode(bytes, "{path: shoe.x, colour: keep}")
    #expect(notes.isEmpty)
    #expect(kept.colourSpace == .profile(profile))
    #expect(try kept.pixels == StageBench.decoded(bytes).pixels)
  }

  @Test func `transparency stays`() async throws {
    let picture = TestPictures.translucentGradient(PixelSize(16, 16))
    let (raster, _) = try await decode(try StageBench.writer.write(picture, as: FormatID("png")))
    #expect(raster == picture)
  }

  @Test func `what is no picture fails under its name`() async throws {
    for bytes in [Array("no picture".utf8), Array(try cornered("png").dropLast(40))] {
      await #expect { try await decode(bytes) } throws: { ($0 as? StageFailure)?.code.name == "unreadable-picture" }
    }
  }

  @Test func `a result is decoded, and not twice`() async throws {
    let bench = try StageBench("decode", "result")
    #expect(bench.stage.accepts == [.result])
    let bytes = try cornered("png")
    let format = try StageBench.reader.codec(for: bytes.span).format
    let size = PixelSize(32, 16)
    let plain = try await bench.raster(.result(AnsweredPicture(format: format, size: size) { try StageBench.reader.open(bytes) }))
    let decoded = try StageBench.reader.open(bytes).decode()
    let again = try await bench.raster(
      .result(AnsweredPicture(format: format, size: size, decoded: decoded) { try StageBench.reader.open([]) }))
    #expect(plain.raster == again.raster)
    #expect(plain.raster.size == PixelSize(32, 16))
  }

  @Test func `another asset's original is read`() async throws {
    var bench = try StageBench("decode", "{asset: summer}")
    #expect(bench.stage.accepts == [.nothing])
    let bytes = try cornered("webp")
    let format = try StageBench.reader.codec(for: bytes.span).format
    bench.original = AnsweredPicture(format: format, size: PixelSize(32, 16)) { try StageBench.reader.open(bytes) }
    #expect(try await bench.raster().raster.size == PixelSize(32, 16))
    guard case .asset("summer", _)? = bench.stage.asInput?.input else {
      Issue.record("it does not say which asset")
      return
    }
  }

  @Test func `a stage without an input is a mistake`() throws {
    #expect(try StageBench("decode").diagnostics.map(\.id.name) == ["missing-input"])
    #expect(try StageBench("decode", "\"\"").diagnostics.map(\.id.name) == ["missing-input"])
    #expect(try StageBench("decode", "[a, b]").diagnostics.map(\.id.name) == ["missing-input"])
  }
}
