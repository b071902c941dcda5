import HEICEncoder
import HEIFCodec
import ImageCore
import Testing

struct HEIFOrientationTests {
  @Test func `EXIF does not turn a picture that its container turned`() throws {
    let both = try HEIF().read(fixture("heic/valid/rotated-with-exif.heic"))
    let container = try HEIF().read(fixture("heic/valid/rotated-270.heic"))
    #expect(both.header.orientation == .upright)
    #expect(both.raster == container.raster)
    #expect(both.raster.size == PixelSize(64, 80))
    // Stored red, green / blue, yellow; turned clockwise once.
    #expect(largestDifference(both.raster.pixel(4, 4), [40, 60, 200, 255]) < 24)
    #expect(largestDifference(both.raster.pixel(60, 4), [220, 40, 30, 255]) < 24)
  }

  @Test func `EXIF alone turns nothing, and is still told`() throws {
    let file = try fixture("heic/valid/exif-only.heic")
    let image = try HEIF().read(file)
    #expect(image.header.orientation == .upright)
    #expect(try image.raster == HEIF().read(fixture("heic/valid/plain.heic")).raster)
    let metadata = try HEIF().metadata(file)
    let block = try #require(metadata.exif)
    let orientation = EXIF(block.span).orientation
    #expect(orientation == .rotatedClockwise)
    #expect(metadata.xmp.map { String(decoding: $0, as: UTF8.self) } == #"<x:xmpmeta xmlns:x="adobe:ns:meta/"/>"#)
  }

  @Test(arguments: Orientation.allCases)
  func `each orientation of the container is applied`(orientation: Orientation) throws {
    let colours: [[UInt8]] = [[220, 40, 40, 255], [40, 180, 60, 255], [40, 70, 220, 255], [240, 240, 240, 255]]
    var file = HEICFile(try raster(96, 64) { x, y in colours[(x < 48 ? 0 : 1) + (y < 32 ? 0 : 2)] })
    file.orientation = orientation
    let bytes = try file.encoded()
    // Declared as stored, whatever the container turns it to.
    let declaration = Array("ispe".utf8) + [0, 0, 0, 0, 0, 0, 0, 96, 0, 0, 0, 64]
    let isDeclared = bytes.indices.contains { bytes[$0...].starts(with: declaration) }
    #expect(isDeclared)
    let image = try HEIF().read(bytes)
    #expect(image.header.orientation == .upright)
    #expect(image.header.storedOrientation == orientation)
    #expect(image.raster.size == orientation.uprightSize(of: PixelSize(96, 64)))
    // Which stored quadrant is seen at upper left, upper right, lower left (CIPA DC-008, 4.6.4).
    let seen: [Orientation: [Int]] = [
      .upright: [0, 1, 2], .mirroredHorizontally: [1, 0, 3], .rotated180: [3, 2, 1], .mirroredVertically: [2, 3, 0],
      .transposed: [0, 2, 1], .rotatedClockwise: [2, 0, 3], .transversed: [3, 1, 2], .rotatedCounterClockwise: [1, 3, 0],
    ]
    let size = image.raster.size
    let places = [(8, 8), (size.width - 8, 8), (8, size.height - 8)]
    for ((x, y), quadrant) in zip(places, seen[orientation] ?? []) {
      #expect(largestDifference(image.raster.pixel(x, y), colours[quadrant]) < 12, "at \(x), \(y)")
    }
  }
}
