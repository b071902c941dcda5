import Diagnostics
import ImageCore
import PipelineModel
import TestSupport
import Testing

/// What renditions may ask for beside their size and format.
@Suite struct TreatmentTests {
  private static let red: [UInt8] = [220, 30, 40, 255]

  /// A red square, transparent around it.
  private static let cut = TestPictures.raster(PixelSize(60, 40)) { x, y in
    (30..<50).contains(x) && (10..<20).contains(y) ? red : [0, 0, 0, 0]
  }

  private func rendition(_ settings: String, of raster: Raster) async throws -> Raster {
    var bench = try StageBench("thumbnails", "[{name: a, format: png, \(settings)}]")
    bench.wanted = ["a"]
    let file = try #require(try await bench.outputs(of: raster).files["a"])
    return try StageBench.decoded(file.bytes)
  }

  @Test func `trimming leaves the subject with its margin`() async throws {
    let tight = try await rendition("longest: 20, trim: true", of: Self.cut)
    #expect(tight.size == PixelSize(20, 10) && tight.pixel(0, 0) == Self.red && tight.pixel(19, 9) == Self.red)
    let loose = try await rendition("longest: 100, trim: true, margin: 12", of: Self.cut)
    #expect(loose.size == PixelSize(44, 34) && loose.pixel(11, 12)[3] == 0 && loose.pixel(12, 12) == Self.red)
  }

  @Test func `nothing to see is nothing to trim`() async throws {
    let clear = TestPictures.raster(PixelSize(8, 6)) { _, _ in [0, 0, 0, 0] }
    #expect(try await rendition("longest: 8, trim: true", of: clear).size == PixelSize(8, 6))
  }

  @Test func `the nearest pixel is taken whole`() async throws {
    let art = TestPictures.noise(PixelSize(6, 6), seed: 9)
    let large = try await rendition("longest: 24, enlarge: true, resample: nearest", of: art)
    #expect(large.pixel(13, 22) == art.pixel(3, 5))
  }

  @Test(arguments: [("0,0", 0), ("1,1", 59), ("centre", 30)]) func `a crop keeps what the file names`(_ focus: String, _ column: Int)
    async throws
  {
    let wide = TestPictures.raster(PixelSize(60, 20)) { x, _ in [UInt8(x * 4), 0, 0, 255] }
    let kept = try await rendition("width: 20, height: 20, fit: cover, focus: \"\(focus)\"", of: wide)
    let columns = (0..<20).map { Int(kept.pixel($0, 10)[0]) / 4 }
    #expect(columns.contains(column))
  }

  @Test func `a sharpened rendition has steeper edges`() async throws {
    let disc = TestPictures.raster(PixelSize(64, 64)) { x, y in
      (x - 32) * (x - 32) + (y - 32) * (y - 32) < 500 ? [210, 40, 50, 255] : [240, 240, 240, 255]
    }
    let (plain, sharp) = (try await rendition("longest: 16", of: disc), try await rendition("longest: 16, sharpen: 1", of: disc))
    #expect(plain != sharp && sharp.pixel(8, 8) == plain.pixel(8, 8))
  }

  @Test(arguments: [
    ("sharpen: 6", "invalid-value"), ("resample: cubic", "invalid-value"), ("focus: left", "invalid-value"),
    ("focus: \"0.5,2\"", "invalid-value"),
    ("margin: 4", "useless-setting"), ("focus: subject", "unclear-size"), ("trim: maybe", "invalid-value"),
  ]) func `what is no setting is refused`(_ setting: String, _ id: String) throws {
    #expect(try StageBench("thumbnails", "[{name: a, longest: 8, format: png, \(setting)}]").diagnostics.map(\.id.name) == [id])
  }

  @Test func `a rendition that asks for none of it has no trace of it in its settings`() throws {
    let declared = try #require(try StageBench("thumbnails", "[{name: a, longest: 8, format: png}]").stage.outputs.first)
    let keys = declared.settings.settings.map(\.key)
    for key in ["sharpen", "resample", "focus", "trim", "margin"] { #expect(!keys.contains(key)) }
  }
}
