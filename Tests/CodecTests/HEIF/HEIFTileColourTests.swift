import HEIFCodec
import ImageCore
import Testing

/// Some cameras say what a grid's colours mean on its tiles alone.
@Suite struct HEIFTileColourTests {
  @Test func `a grid whose tiles alone tell their colours has these`() throws {
    let plain = try fixture("heic/valid/grid.heic")
    let marked = try addingColour(toTilesOf: plain)
    let expected = ColourSpace.codePoints(ColourCodePoints(primaries: 12, transfer: 13, matrix: 6, isFullRange: true))
    #expect(try HEIF().metadata(plain).colourSpace != expected)
    #expect(try HEIF().metadata(marked).colourSpace == expected)
    let image = try HEIF().read(marked)
    #expect(image.raster.colourSpace == expected)
    // The matrix is the one that the tiles are coded with, so that the same numbers come out.
    #expect(image.raster.pixels == (try HEIF().read(plain).raster.pixels))
  }

  /// The file with a `colr` box as its fourth property, which is every tile's and not the grid's.
  private func addingColour(toTilesOf file: [UInt8]) throws -> [UInt8] {
    let colour: [UInt8] = [0, 0, 0, 19] + Array("colrnclx".utf8) + [0, 12, 0, 13, 0, 6, 0x80]
    let entries: [[UInt8]] = (2...5).map { [0, $0, 2, 2, 3] }
    let grown = colour.count + entries.count

    var bytes = file
    // Items 2 to 5 lie behind the boxes that grow; item 1 is counted from the beginning of a box.
    let places = try start(of: "iloc", in: file) + 16
    for item in 1...4 { add(grown, toNumberAt: places + item * 16 + 8, of: &bytes) }
    for kind in ["meta", "iprp"] { add(grown, toNumberAt: try start(of: kind, in: file), of: &bytes) }
    add(colour.count, toNumberAt: try start(of: "ipco", in: file), of: &bytes)
    add(entries.count, toNumberAt: try start(of: "ipma", in: file), of: &bytes)
    for entry in entries {
      let place = try #require(bytes.indices.first { $0 > places + 80 && bytes[$0...].starts(with: entry) })
      bytes.replaceSubrange(place..<place + entry.count, with: entry.prefix(2) + [3, 2, 3, 4])
    }
    bytes.insert(contentsOf: colour, at: try start(of: "ipma", in: bytes))
    return bytes
  }

  /// Where a box of a kind that stands once begins, with its length.
  private func start(of kind: String, in bytes: [UInt8]) throws -> Int {
    try #require(bytes.indices.first { bytes[$0...].starts(with: Array(kind.utf8)) }) - 4
  }

  private func add(_ amount: Int, toNumberAt place: Int, of bytes: inout [UInt8]) {
    let number = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } + amount
    for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: number >> (24 - 8 * index)) }
  }
}
