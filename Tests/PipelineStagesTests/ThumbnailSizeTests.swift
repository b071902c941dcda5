import BuiltIns
import Diagnostics
import ImageCore
import PipelineModel
import TestSupport
import Testing

/// Sizes that cannot be made are found before anything is.
@Suite struct ThumbnailSizeTests {
  @Test(arguments: [
    (
      "width: 32768, height: 32768, fit: pad, format: jpeg", "width",
      "'x' would be 32768x32768: 1073741824 pixels, more than the 160000000 allowed; 'pixels' under 'limits' in the file raises that"
    ),
    (
      "height: 20000, width: 8001, fit: cover, enlarge: true, format: png", "height",
      "'x' would be 8001x20000: 160020000 pixels, more than the 160000000 allowed; 'pixels' under 'limits' in the file raises that"
    ),
    ("width: 16384, format: webp", "width", "'x' asks for 16384 pixels on a side, and a webp picture has at most 16383"),
    ("longest: 16384, format: webp", "longest", "'x' asks for 16384 pixels on a side, and a webp picture has at most 16383"),
    (
      "width: 8, height: 16384, fit: pad, format: webp", "height",
      "'x' asks for 16384 pixels on a side, and a webp picture has at most 16383"
    ),
    ("width: 17000, height: 16384, format: webp", "width", "'x' asks for 16384 pixels on a side, and a webp picture has at most 16383"),
  ])
  func `a size that no source can give is a mistake at its place`(_ settings: String, _ key: String, _ message: String) throws {
    let written = "[{name: x, \(settings)}]"
    let found = try StageBench("thumbnails", written).complaints()
    #expect(found.map(\.message) == [message])
    #expect(found.map(\.id) == ["oversized-output"])
    // The bench writes the settings behind "- thumbnails: "; a place is that of the value.
    let value = try #require(written.firstRange(of: key + ": ")).upperBound
    #expect(found.first?.position?.column == 15 + written.distance(from: written.startIndex, to: value))
  }

  @Test(arguments: [
    "width: 16383, format: webp", "width: 32768, format: jpeg", "longest: 32768, enlarge: true, format: png",
    // A box of which a picture need only meet one side.
    "width: 32768, height: 100, format: webp", "width: 32768, height: 32768, format: png",
    // A small source is covered by less.
    "width: 20000, height: 20000, fit: cover, format: png", "width: 12000, height: 12000, fit: pad, format: png",
  ])
  func `a size that some source can give is none`(_ settings: String) throws {
    #expect(try StageBench("thumbnails", "[{name: x, \(settings)}]").complaints().isEmpty)
  }

  @Test func `the pictures that are going to be made are known before`() throws {
    let bench = try StageBench(
      "thumbnails",
      """
      [{name: a, longest: 50, format: png}, {name: b, longest: 400, enlarge: true, format: webp}, \
      {name: c, width: 300, height: 90, fit: pad, format: jpeg}, {name: d, longest: 400, format: png}]
      """)
    let codecs = CodecRegistry(BuiltIns.codecs)
    let pictures = bench.stage.pictures(of: PixelSize(200, 100), codecs: codecs)
    #expect(pictures.map(\.name) == ["a", "b", "c", "d"])
    #expect(pictures.map(\.size) == [PixelSize(50, 25), PixelSize(400, 200), PixelSize(300, 90), PixelSize(200, 100)])
    #expect(pictures.map(\.format?.id.rawValue) == ["png", "webp", "jpeg", "png"])
    #expect(pictures.allSatisfy { $0.problem(within: .standard) == nil })
  }

  @Test func `a limit that would be passed is named`() throws {
    let codecs = CodecRegistry(BuiltIns.codecs)
    func problem(_ width: Int, _ height: Int, _ format: String, _ limits: DecodeLimits = .standard) -> String? {
      PlannedPicture(name: "x", size: PixelSize(width, height), format: codecs.codec(for: FormatID(format))?.format).problem(within: limits)
    }
    var limits = DecodeLimits.standard
    limits.pixels = 10_000
    #expect(problem(100, 100, "png", limits) == nil)
    #expect(problem(101, 100, "png", limits)?.contains("10100 pixels, more than the 10000 allowed; 'pixels'") == true)
    limits.pixels = .max
    limits.decodedBytes = 40_000
    #expect(problem(100, 100, "png", limits) == nil)
    #expect(problem(101, 100, "png", limits)?.contains("40400 bytes of pixels, more than the 40000 allowed; 'decodedBytes'") == true)
    #expect(problem(1 << 40, 1 << 40, "png", limits) != nil, "a count that fits in no integer")
    #expect(problem(16_384, 1, "webp") == "'x' would be 16384x1, and a webp picture has at most 16383 pixels on a side")
    #expect(problem(65_501, 1, "jpeg") == "'x' would be 65501x1, and a jpeg picture has at most 65500 pixels on a side")
    #expect(problem(65_501, 1, "png") == nil)
  }

  @Test(arguments: BuiltIns.codecs.map(\.format).filter { $0.can(.encode) && $0.longestSide != nil })
  func `what a format says of its longest side is what its encoder does`(_ format: ImageFormat) throws {
    let longest = try #require(format.longestSide)
    let writer = ImageWriter(codecs: CodecRegistry(BuiltIns.codecs))
    #expect(try !writer.write(TestPictures.gradient(PixelSize(longest, 1)), as: format.id).isEmpty)
    #expect(throws: CodecError.self) { try writer.write(TestPictures.gradient(PixelSize(longest + 1, 1)), as: format.id) }
  }
}
