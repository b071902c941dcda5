import HEIFCodec
import ImageCore
import Testing

/// Grids whose tiles have an alpha picture each.
@Suite struct HEIFTileAlphaTests {
  /// 2 x 2 times the picture of `plain.heic`, with the grey one for its alpha.
  private func grid() throws -> GridFile {
    var file = GridFile(kind: "hvc1", of: try fixture("heic/valid/plain.heic"))
    file.addAlpha(of: try fixture("heic/valid/grey.heic"))
    return file
  }

  private func expectTiles(_ image: DecodedImage, _ colour: DecodedImage, _ alpha: DecodedImage) {
    #expect(image.header.hasAlpha)
    for y in 0..<image.raster.size.height {
      for x in 0..<image.raster.size.width {
        let expected = Array(colour.raster.pixel(x % 80, y % 64)[..<3]) + [alpha.raster.pixel(x % 80, y % 64)[0]]
        guard image.raster.pixel(x, y) != expected else { continue }
        Issue.record("at \(x), \(y): \(image.raster.pixel(x, y)) instead of \(expected)")
        return
      }
    }
  }

  @Test(arguments: [false, true]) func `each tile has its own`(_ shares: Bool) throws {
    var file = try grid()
    file.sharesTile = shares
    if shares { file.tilesWithAlpha = 1 }
    let (colour, alpha) = (try HEIF().read(fixture("heic/valid/plain.heic")), try HEIF().read(fixture("heic/valid/grey.heic")))
    let image = try HEIF().read(file.bytes)
    #expect(image.raster.size == PixelSize(160, 128))
    expectTiles(image, colour, alpha)
  }

  @Test func `a grid that is cut is cut with its alpha`() throws {
    var file = try grid()
    file.size = (150, 120)
    let (colour, alpha) = (try HEIF().read(fixture("heic/valid/plain.heic")), try HEIF().read(fixture("heic/valid/grey.heic")))
    let image = try HEIF().read(file.bytes)
    #expect(image.raster.size == PixelSize(150, 120))
    expectTiles(image, colour, alpha)
  }

  @Test func `AV1 tiles have theirs as well`() throws {
    let still = try fixture("avif/valid/still.avif")
    var file = GridFile(kind: "av01", of: still)
    file.addAlpha(of: still)
    let image = try AVIF().read(file.bytes)
    #expect(image.header.hasAlpha && image.raster.size == PixelSize(160, 128))
    #expect((0..<16).contains { image.raster.pixel($0 * 10, $0 * 8)[3] != 255 })
    // Each tile has the same.
    #expect(image.raster.pixel(7, 9) == image.raster.pixel(87, 73))
  }

  @Test func `what cannot be put together is refused`() throws {
    var some = try grid()
    some.tilesWithAlpha = 3
    #expect(HEIF().failure(some.bytes) == .unsupported("a grid with transparency of some tiles"))
    // The alpha of the first tile has one itself, or the grid has one too.
    var nested = try grid()
    nested.references = [GridFile.Reference(kind: "auxl", from: 7, to: [6])]
    #expect(HEIF().failure(nested.bytes) == .malformed)
    var twice = try grid()
    twice.references = [GridFile.Reference(kind: "auxl", from: 6, to: [1])]
    #expect(HEIF().failure(twice.bytes) != nil)
    var several = try grid()
    several.references = [GridFile.Reference(kind: "auxl", from: 7, to: [2])]
    #expect(HEIF().failure(several.bytes) == .unsupported("a grid with transparency of some tiles"))
    var mixed = try grid()
    mixed.references = [GridFile.Reference(kind: "prem", from: 2, to: [6])]
    #expect(HEIF().failure(mixed.bytes) == .unsupported("a grid with some tiles multiplied by their alpha"))
  }

  @Test func `colours that are multiplied by it become straight`() throws {
    var file = try grid()
    file.references = (0..<4).map { GridFile.Reference(kind: "prem", from: 2 + $0, to: [6 + $0]) }
    let (straight, restored) = (try HEIF().read(grid().bytes), try HEIF().read(file.bytes))
    let places = (0..<16).map { ($0 * 10, $0 * 8) }
    #expect(places.allSatisfy { straight.raster.pixel($0.0, $0.1)[3] == restored.raster.pixel($0.0, $0.1)[3] })
    #expect(places.contains { straight.raster.pixel($0.0, $0.1)[0] < restored.raster.pixel($0.0, $0.1)[0] })
  }
}
