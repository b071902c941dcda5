import HEIFCodec
import ImageCore
import Testing

/// What tiles share is looked at once, and what a file repeats is counted: a small file must not make much work.
@Suite struct HEIFRepetitionTests {
  private func grid() throws -> GridFile { GridFile(kind: "hvc1", of: try fixture("heic/valid/plain.heic")) }

  /// A configuration with as many units; the fixture's has three, one of each kind.
  private func configuration(units: Int) throws -> [UInt8] {
    var bytes = try grid().configuration
    // The array of sequence parameter sets, type 33 and complete: its kind, the number of units, the units.
    let array = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x40 | 33, 0, 1, 0]) })
    let length = Int(bytes[array + 3]) << 8 | Int(bytes[array + 4])
    let unit = Array(bytes[(array + 3)..<(array + 5 + length)])
    let count = units - 2
    bytes.replaceSubrange((array + 1)..<(array + 3), with: [UInt8(count >> 8), UInt8(count & 0xFF)])
    bytes.insert(contentsOf: repeatElement(unit, count: count - 1).joined(), at: array + 5 + length)
    return bytes
  }

  private func header(_ file: GridFile, items: Int = DecodeLimits.standard.items) throws(CodecError) -> ImageHeader {
    var limits = DecodeLimits.standard
    limits.items = items
    let bytes = file.bytes
    return try HEIF().open(bytes.span, limits: limits).header
  }

  private func failure(_ file: GridFile, items: Int = DecodeLimits.standard.items) -> CodecError.Kind? {
    do {
      _ = try header(file, items: items)
      return nil
    } catch {
      return error.kind
    }
  }

  @Test func `a grid of one picture shows it in every place`() throws {
    let single = try HEIF().read(fixture("heic/valid/plain.heic")).raster
    var file = try grid()
    for shares in [false, true] {
      file.sharesTile = shares
      let picture = try HEIF().read(file.bytes).raster
      #expect(picture.size == PixelSize(160, 128))
      for (x, y) in [(2, 2), (70, 60), (40, 32)] {
        for (column, row) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
          #expect(picture.pixel(column * 80 + x, row * 64 + y) == single.pixel(x, y))
        }
      }
    }
  }

  @Test func `a configuration has at most 64 units`() throws {
    var file = try grid()
    file.configuration = try configuration(units: 64)
    #expect(try HEIF().read(file.bytes).raster.size == PixelSize(160, 128))
    file.configuration = try configuration(units: 65)
    #expect(failure(file) == .limit(.items, actual: 65, allowed: 64))
    file.configuration = try configuration(units: 2000)
    #expect(failure(file) == .limit(.items, actual: 65, allowed: 64))
  }

  @Test func `units of a configuration that all tiles share count once`() throws {
    var file = try grid()
    file.configuration = try configuration(units: 40)
    #expect(failure(file, items: 39) == .limit(.items, actual: 40, allowed: 39))
    #expect(try header(file, items: 40).size == PixelSize(160, 128))
  }

  @Test func `a configuration may not be long`() throws {
    var file = try grid()
    let room = (1 << 16) - file.configuration.count
    file.configuration += [UInt8](repeating: 0, count: room)
    #expect(try header(file).size == PixelSize(160, 128))
    file.configuration += [0]
    #expect(failure(file) == .unsupported("a decoder configuration of 65537 bytes"))
  }

  @Test func `units of a tile count in every place where it stands`() throws {
    var file = try grid()
    file.sharesTile = true
    (file.columns, file.rows) = (8, 8)
    // The fixture is coded in one unit.
    #expect(try header(file, items: 64).size == PixelSize(640, 512))
    #expect(failure(file, items: 63) == .limit(.items, actual: 64, allowed: 63))
  }

  @Test func `ends of references count together`() throws {
    var file = try grid()
    file.references = [30, 30, 30].map { count in
      GridFile.Reference(kind: "auxl", from: 9, to: [Int](repeating: 2, count: count))
    }
    // With the four tiles of the grid.
    #expect(try header(file, items: 94).size == PixelSize(160, 128))
    #expect(failure(file, items: 93) == .limit(.items, actual: 94, allowed: 93))
  }
}
