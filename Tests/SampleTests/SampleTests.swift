import FoundationEssentials
import HEIFCodec
import ImageCore
import ImageOperations
import JPEGCodec
import PNGCodec
import SampleMaker
import TestSupport
import Testing
import WebPCodec

@Suite struct SampleTests {
  private let reader = ImageReader(codecs: CodecRegistry([PNG(), JPEG(), WebP(), HEIF()]))

  private func bytes(_ path: String) throws -> [UInt8] { try TestFiles.bytes(at: "\(TestFiles.packageRoot)/Samples/\(path)") }

  private func read(_ file: [UInt8]) throws -> DecodedImage { try reader.open(file).decode() }

  private func metadata(_ file: [UInt8]) throws -> ImageMetadata { try reader.open(file).metadata() }

  private func exif(_ block: [UInt8]) -> EXIF { EXIF(block.span) }

  @Test func `the JPEG is stored rotated, with a position and in Display P3`() throws {
    let file = try bytes("products/juice.jpg")
    let image = try read(file)
    let exif = exif(try #require(try metadata(file).exif))
    #expect(exif.hasGPS)
    #expect(exif.orientation == .rotatedClockwise)
    #expect(image.header.uprightSize == PixelSize(900, 1200))
    // The juice is redder than sRGB can show: converted, its green is cut.
    let upright = image.raster.upright(from: image.header.orientation)
    let converted = upright.convertedToSRGB()
    #expect(converted.note == nil)
    let (before, after) = (upright.pixel(520, 560), converted.raster.pixel(520, 560))
    #expect(after[0] == 255 && after[2] == 0, "\(after)")
    #expect(before[1] > after[1] && before != after, "\(before) \(after)")
    #expect(upright.pixel(440, 220)[1] > upright.pixel(440, 220)[0], "the green cap is at the top")
  }

  @Test func `the PNG is transparent around a soft shadow`() throws {
    let raster = try read(bytes("products/mug.png")).raster
    #expect(raster.corners.allSatisfy { $0[3] == 0 })
    #expect(raster.pixel(180, 200)[3] == 255)
    var alphas: Set<UInt8> = []
    for x in 0..<raster.size.width { alphas.insert(raster.pixel(x, 336)[3]) }
    #expect(alphas.count > 20, "the shadow fades in many levels")
  }

  @Test func `the WebP and the HEIC read as what they are`() throws {
    #expect(try read(bytes("products/sneaker.webp")).header.format == WebP.id)
    let file = try bytes("products/lamp.heic")
    let header = try read(file).header
    #expect(header.format == HEIF.id)
    #expect(header.uprightSize == PixelSize(900, 1200))
    #expect(try metadata(file).exif != nil)
  }

  /// Later libraries may write other bytes, but not another picture.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["AQUATINT_LONG_TESTS"] != nil,
      "drawing takes a minute without optimisation; bash Tests/run.sh --long does it"),
    arguments: Sample.all.map(\.path))
  func `the sample is what the maker draws, with the same bytes each time`(path: String) throws {
    let stored = try bytes(path)
    let sample = try #require(Sample.all.first { $0.path == path })
    let drawn = try sample.encoded()
    let isRepeated = try sample.encoded() == drawn
    #expect(isRepeated)
    let (left, right) = (try read(stored).raster, try read(drawn).raster)
    try #require(left.size == right.size)
    #expect(left.meanDifference(from: right) < 1)
  }

  @Test(arguments: Sample.all.map(\.path)) func `a sample is small`(path: String) throws {
    #expect(try bytes(path).count < 62_000)
  }
}
