import Diagnostics
import ImageCore
import ImageOperations
import PipelineModel
import TestSupport
import Testing

@Suite struct ThumbnailsStageTests {
  private func render(
    _ settings: String, _ raster: Raster
  ) async throws -> (size: PixelSize, pixels: Raster, picture: ProducedFile, notes: [String]) {
    var bench = try StageBench("thumbnails", "[{name: x, \(settings.contains("format") ? settings : settings + ", format: png")}]")
    #expect(bench.complaints().isEmpty)
    bench.wanted = ["x"]
    let (files, notes) = try await bench.outputs(of: raster)
    let picture = try #require(files["x"])
    let pixels = try StageBench.decoded(picture.bytes)
    #expect(pixels.size == picture.picture?.size)
    return (pixels.size, pixels, picture, notes)
  }

  @Test(arguments: [
    ("longest: 50", PixelSize(50, 25)), ("width: 50", PixelSize(50, 25)), ("height: 10", PixelSize(20, 10)),
    ("width: 50, height: 50", PixelSize(50, 25)), ("width: 50, height: 50, fit: inside", PixelSize(50, 25)),
    ("width: 30, height: 40, fit: cover", PixelSize(30, 40)), ("width: 30, height: 40, fit: pad", PixelSize(30, 40)),
    ("width: 99, height: 1, fit: cover", PixelSize(99, 1)), ("longest: 100", PixelSize(100, 50)), ("longest: 1", PixelSize(1, 1)),
  ])
  func `sizes are exact`(_ settings: String, _ size: PixelSize) async throws {
    let result = try await render(settings, TestPictures.gradient(PixelSize(100, 50)))
    #expect(result.size == size)
    #expect(result.notes.isEmpty)
  }

  /// 101x50 to width 10 is 4.95 high; 100x45 to width 10 is 4.5; 100x44 is 4.4; 1000x1 stays one pixel high.
  @Test(arguments: [(101, 50, 5), (100, 45, 5), (100, 44, 4), (1_000, 1, 1)]) func `sides round half up and are at least 1`(
    _ width: Int, _ height: Int, _ expected: Int
  ) async throws {
    #expect(try await render("longest: 10", TestPictures.gradient(PixelSize(width, height))).size == PixelSize(10, expected))
  }

  @Test(arguments: [
    ("longest: 80", PixelSize(40, 20)), ("width: 80, height: 80, fit: cover", PixelSize(20, 20)),
    ("width: 160, height: 40, fit: cover", PixelSize(40, 10)), ("width: 80, height: 80, fit: pad", PixelSize(80, 80)),
  ])
  func `nothing is enlarged unless it is asked for, which is said`(_ settings: String, _ size: PixelSize) async throws {
    let result = try await render(settings, TestPictures.gradient(PixelSize(40, 20)))
    #expect(result.size == size)
    #expect(result.notes == ["'x' stays smaller than asked, because 'enlarge' is false"])
  }

  @Test(arguments: [
    ("longest: 80", PixelSize(80, 40)), ("width: 80, height: 80, fit: cover", PixelSize(80, 80)),
    ("width: 80, height: 80, fit: pad", PixelSize(80, 80)),
  ])
  func `what is asked for is enlarged`(_ settings: String, _ size: PixelSize) async throws {
    let result = try await render(settings + ", enlarge: true", TestPictures.gradient(PixelSize(40, 20)))
    #expect(result.size == size)
    #expect(result.notes.isEmpty)
  }

  @Test func `a padded picture that is not enlarged keeps its pixels, in the middle`() async throws {
    let picture = TestPictures.gradient(PixelSize(40, 20))
    let pixels = try await render("width: 80, height: 60, fit: pad, background: navy", picture).pixels
    #expect(pixels.pixel(0, 0) == [0, 0, 128, 255])
    #expect(pixels.cropped(to: PixelRectangle(x: 20, y: 20, size: picture.size)) == picture)
  }

  @Test func `cover keeps the middle`() async throws {
    let picture = TestPictures.raster(PixelSize(60, 20)) { x, _ in (20..<40).contains(x) ? [0, 255, 0, 255] : [255, 0, 0, 255] }
    let pixels = try await render("width: 20, height: 20, fit: cover", picture).pixels
    #expect(pixels.corners.allSatisfy { $0 == [0, 255, 0, 255] })
  }

  @Test func `transparency stays where it can, and lies on white or the background where it cannot`() async throws {
    let clear = TestPictures.raster(PixelSize(16, 16)) { _, _ in [0, 0, 0, 0] }
    #expect(try await render("longest: 8", clear).pixels.pixel(4, 4)[3] == 0)
    #expect(try await render("longest: 8, format: webp, lossless: true", clear).pixels.pixel(4, 4)[3] == 0)
    #expect(largestDifference(try await render("longest: 8, format: jpeg", clear).pixels.pixel(4, 4), [255, 255, 255, 255]) <= 4)
    #expect(
      largestDifference(try await render("longest: 8, format: jpeg, background: red", clear).pixels.pixel(4, 4), [255, 0, 0, 255]) <= 6)
    #expect(try await render("longest: 8, background: red", clear).pixels.pixel(4, 4) == [255, 0, 0, 255])
  }

  @Test func `a padded cut-out stays one where the format can, and gets a background where one is named or needed`() async throws {
    let cutOut = TestPictures.raster(PixelSize(16, 8)) { x, _ in x < 8 ? [0, 0, 0, 0] : [0, 128, 0, 255] }
    func corners(_ settings: String) async throws -> (beside: [UInt8], clear: [UInt8], painted: [UInt8]) {
      let pixels = try await render("width: 16, height: 16, fit: pad, " + settings, cutOut).pixels
      return (pixels.pixel(2, 1), pixels.pixel(2, 8), pixels.pixel(14, 8))
    }
    for format in ["format: png", "format: webp, lossless: true"] {
      let kept = try await corners(format)
      #expect((kept.beside[3], kept.clear[3]) == (0, 0), "\(format)")
      #expect(kept.painted == [0, 128, 0, 255], "\(format)")
    }
    let named = try await corners("format: png, background: red")
    #expect((named.beside, named.clear, named.painted) == ([255, 0, 0, 255], [255, 0, 0, 255], [0, 128, 0, 255]))
    let needed = try await corners("format: jpeg, quality: 100")
    #expect(largestDifference(needed.beside, [255, 255, 255, 255]) <= 4)
    #expect(largestDifference(needed.clear, [255, 255, 255, 255]) <= 4)
    let opaque = TestPictures.raster(PixelSize(16, 8)) { _, _ in [0, 128, 0, 255] }
    #expect(try await render("width: 16, height: 16, fit: pad, format: png", opaque).pixels.pixel(2, 1) == [255, 255, 255, 255])
  }

  @Test func `lossless WebP keeps every pixel and lossy does not try`() async throws {
    let noise = TestPictures.noise(PixelSize(32, 32), seed: 3)
    #expect(try await render("longest: 32, format: webp, lossless: true", noise).pixels == noise)
    let high = try await render("longest: 32, format: webp, quality: 95", noise).picture.bytes.count
    let low = try await render("longest: 32, format: webp, quality: 10", noise).picture.bytes.count
    #expect(low < high)
  }

  @Test func `only what is wanted is made`() async throws {
    var bench = try StageBench("thumbnails", "[{name: a, longest: 8, format: png}, {name: b, longest: 8, format: jpeg}]")
    #expect(bench.stage.outputs.map(\.name) == ["a", "b"])
    #expect(bench.stage.outputs.map(\.format) == [FormatID("png"), FormatID("jpeg")])
    bench.wanted = ["b"]
    #expect(try await bench.outputs(of: TestPictures.gradient(PixelSize(16, 16))).files.keys.sorted() == ["b"])
    bench.wanted = []
    #expect(try await bench.outputs(of: TestPictures.gradient(PixelSize(16, 16))).files.isEmpty)
  }

  @Test(arguments: [
    ("{name: x, longest: 8, format: jpg}", "'jpg' is not a format that can be written", "jpeg"),
    ("{name: x, longest: 8, format: JPG}", "'JPG' is not a format that can be written", "jpeg"),
    ("{name: x, longest: 8, format: heic}", "'heic' is not a format that can be written", nil),
    ("{name: x, longest: 8, format: png, quality: 80}", "'png' keeps every pixel, so it has no 'quality'", nil),
    ("{name: x, longest: 8, format: jpeg, lossless: true}", "'jpeg' cannot be 'lossless'", nil),
    ("{name: x, longest: 8, width: 8, format: png}", "'longest' and 'width' or 'height' exclude each other", nil),
    ("{name: x, longest: 8, fit: cover, format: png}", "'fit' needs 'width' and 'height', not 'longest'", nil),
    ("{name: x, width: 8, fit: cover, format: png}", "'fit: cover' needs both 'width' and 'height'", nil),
    ("{name: x, format: png}", "a thumbnail needs 'longest', or 'width' and 'height'", nil),
    ("{name: a/b, longest: 8, format: png}", "the name 'a/b' has a slash", nil),
    ("{name: x, longest: 0, format: png}", "'0' is not a valid longest; expected a whole number from 1 to 32768", nil),
    ("{longest: 8, format: png}", "'thumbnails' needs 'name'", nil), ("{name: x, longest: 8}", "'thumbnails' needs 'format'", nil),
    (
      "{name: x, longest: 8, format: png, background: '#fff'}",
      "'#fff' is not a valid background; expected a colour name, or six or eight hexadecimal digits", nil
    ),
  ])
  func `a mistake is said once and in words`(_ thumbnail: String, _ message: String, _ suggestion: String?) throws {
    let found = try StageBench("thumbnails", "[\(thumbnail)]").complaints()
    #expect(found.map(\.message) == [message])
    #expect(found.first?.suggestion == suggestion)
    #expect(found.first?.position != nil)
  }
}
