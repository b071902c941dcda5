import HEIFCodec
import ImageCore
import Testing

/// Grids of AV1 tiles, which large AVIF pictures are made of.
@Suite struct AV1GridTests {
  private func grid() throws -> GridFile { GridFile(kind: "av01", of: try fixture("avif/valid/still.avif")) }

  @Test func `every tile is decoded in its place`() throws {
    let single = try AVIF().read(fixture("avif/valid/still.avif")).raster
    var file = try grid()
    file.size = (150, 120)
    for shares in [false, true] {
      file.sharesTile = shares
      let picture = try AVIF().read(file.bytes).raster
      #expect(picture.size == PixelSize(150, 120))
      for y in stride(from: 0, to: 120, by: 7) {
        for x in stride(from: 0, to: 150, by: 7) { #expect(picture.pixel(x, y) == single.pixel(x % 80, y % 64)) }
      }
    }
  }

  @Test func `a tile is coded in the size that it declares`() throws {
    var file = try grid()
    for size in [(width: 72, height: 64), (width: 88, height: 64), (width: 80, height: 80)] {
      file.tileSize = size
      #expect(AVIF().failure(file.bytes) == .malformed)
    }
    // The sequence header of the tiles states a width of 76 instead of 80.
    var bytes = try grid().bytes
    let sequence: [UInt8] = [0x0A, 9, 0x38, 0x19, 0x67]
    for place in bytes.indices where bytes[place...].starts(with: sequence) { bytes[place + 4] = 0x65 }
    #expect(AVIF().failure(bytes) == .malformed)
  }

  @Test func `tiles, their units and their sizes are counted`() throws {
    let bytes = try grid().bytes
    var limits = DecodeLimits.standard
    limits.tiles = 3
    #expect(AVIF().failure(bytes, limits: limits) == .limit(.tiles, actual: 4, allowed: 3))
    limits.tiles = 4
    // A delimiter, a sequence header and a frame each.
    limits.items = 11
    #expect(AVIF().failure(bytes, limits: limits) == .limit(.items, actual: 12, allowed: 11))
    limits.items = 12
    #expect(AVIF().failure(bytes, limits: limits) == nil)
    limits.pixels = 160 * 128 - 1
    #expect(AVIF().failure(bytes, limits: limits) == .limit(.pixels, actual: 160 * 128, allowed: 160 * 128 - 1))
  }

  @Test func `a tile that is cut is damage`() throws {
    var file = try grid()
    file.cutTile(to: 100)
    #expect(AVIF().failure(file.bytes) != nil)
    file.cutTile(to: 0)
    #expect(AVIF().failure(file.bytes) == .malformed)
  }

  @Test func `tiles are of one kind`() throws {
    var bytes = try grid().bytes
    let kinds = bytes.indices.filter { bytes[$0...].starts(with: Array("av01".utf8)) }
    try #require(kinds.count == 4)
    bytes.replaceSubrange(kinds[3]..<kinds[3] + 4, with: Array("hvc1".utf8))
    #expect(AVIF().failure(bytes) == .unsupported("a grid with tiles of several kinds"))
  }
}
