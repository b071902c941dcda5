import HEICEncoder
import HEIFCodec
import ImageCore
import Testing

struct HEIFContainerTests {
  @Test(arguments: [
    "alpha-coded-otherwise", "alpha-of-its-own-alpha", "box-longer-than-parent", "box-shorter-than-header", "coded-otherwise",
    "grid-declared-otherwise", "grid-missing-tile", "grid-uncovered", "no-pixels", "no-such-primary", "tile-coded-otherwise",
  ])
  func `broken rules are damage`(name: String) throws {
    #expect(try HEIF().failure(fixture("heic/invalid/\(name).heic")) == .malformed)
  }

  @Test(arguments: ["truncated", "item-outside-file"])
  func `missing bytes are a cut`(name: String) throws {
    #expect(try HEIF().failure(fixture("heic/invalid/\(name).heic")) == .truncated)
  }

  @Test func `pictures made from themselves are refused`() throws {
    #expect(
      try HEIF().failure(fixture("heic/invalid/grid-of-itself.heic")) == .unsupported("a grid with tiles of the kind 'grid'"))
    #expect(try HEIF().failure(fixture("heic/invalid/derived-from-itself.heic")) == .malformed)
  }

  @Test func `sizes are refused before a pixel is taken`() throws {
    #expect(
      try HEIF().failure(fixture("heic/invalid/huge.heic")) == .limit(.side, actual: 0x7FFF_FFFF, allowed: 32_768))
    #expect(try HEIF().failure(fixture("heic/invalid/grid-huge.heic")) == .limit(.side, actual: 65_535, allowed: 32_768))
    var limits = DecodeLimits.standard
    limits.pixels = 8_999
    #expect(try HEIF().failure(fixture("heic/valid/grid.heic"), limits: limits) == .limit(.pixels, actual: 9_000, allowed: 8_999))
    limits.pixels = 9_000
    #expect(try HEIF().failure(fixture("heic/valid/grid.heic"), limits: limits) == nil)
  }

  @Test func `the coded size counts, not only the declared one`() throws {
    // Coded as 80x64 and declared as 4000x3000; with the two exchanged the decoder would take more than was checked.
    var limits = DecodeLimits.standard
    limits.side = 79
    let small = try replacing(in: fixture("heic/valid/plain.heic"), ispe(80, 64), with: ispe(16, 16))
    #expect(HEIF().failure(small, limits: limits) == .limit(.side, actual: 80, allowed: 79))
  }

  @Test func `items and metadata are counted`() throws {
    var limits = DecodeLimits.standard
    limits.items = 4
    #expect(try isLimit(.items, HEIF().failure(fixture("heic/valid/grid.heic"), limits: limits)))
    limits = .standard
    limits.tiles = 3
    #expect(try isLimit(.tiles, HEIF().failure(fixture("heic/valid/grid.heic"), limits: limits)))
    limits.tiles = 4
    #expect(try HEIF().failure(fixture("heic/valid/grid.heic"), limits: limits) == nil)
    limits = .standard
    limits.metadataBytes = 10
    limits.profileBytes = 9
    #expect(try isLimit(.metadataBytes, HEIF().failure(fixture("heic/valid/exif-only.heic"), limits: limits)))
    #expect(try isLimit(.profileBytes, HEIF().failure(fixture("heic/valid/profile.heic"), limits: limits)))
  }

  @Test func `numbers of 64 bits do not overflow`() {
    let type = box("ftyp", Array("heic".utf8) + [0, 0, 0, 0] + Array("mif1".utf8))
    let header: [UInt8] = [0, 0, 0, 1] + Array("meta".utf8)
    #expect(HEIF().failure(type + header + [UInt8](repeating: 0xFF, count: 8)) == .malformed)
    #expect(HEIF().failure(type + header + [0x7F] + [UInt8](repeating: 0xFF, count: 7)) == .truncated)
    #expect(HEIF().failure(type + header + [0, 0, 0, 0, 0, 0, 0, 15]) == .malformed)
    #expect(HEIF().failure(type + header) == .truncated)
  }

  @Test func `an item far outside the file is a cut`() {
    let place: [UInt8] = [1, 0, 0, 0, 0x88, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]
    let far: [UInt8] = [0x7F] + [UInt8](repeating: 0xFF, count: 7)
    let meta = box(
      "meta",
      [0, 0, 0, 0] + box("pitm", [0, 0, 0, 0, 0, 1])
        + box("iinf", [0, 0, 0, 0, 0, 1] + box("infe", [2, 0, 0, 0, 0, 1, 0, 0] + Array("hvc1".utf8) + [0]))
        + box("iloc", place + far + [0, 1] + far + far))
    let type = box("ftyp", Array("heic".utf8) + [0, 0, 0, 0])
    #expect(HEIF().failure(type + meta) == .truncated)
  }

  @Test func `a box that may stand once stands once`() throws {
    let whole = try fixture("heic/valid/plain.heic")
    #expect(HEIF().failure(whole + box("meta", [])) == .unsupported("a second box 'meta'"))
  }

  @Test func `every cut of a grid is a cut`() throws {
    let whole = try fixture("heic/valid/grid.heic")
    for count in 24..<whole.count { #expect(HEIF().failure(Array(whole[..<count])) == .truncated) }
  }

  @Test func `metadata comes back as it was given`() throws {
    let exif: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
    var file = HEICFile(try raster(64, 64) { x, y in [UInt8(x * 4), UInt8(y * 4), 128, 255] })
    file.exif = exif
    file.iccProfile = [UInt8](0..<200)
    let bytes = try file.encoded()
    let metadata = try HEIF().metadata(bytes)
    #expect(metadata == ImageMetadata(iccProfile: [UInt8](0..<200), exif: exif))
    let image = try HEIF().read(bytes)
    #expect(image.raster.colourSpace == .profile([UInt8](0..<200)))
    #expect(largestDifference(image.raster.pixels, file.raster.pixels) <= 24)
  }

  @Test func `code points are no profile`() throws {
    let file = try fixture("heic/valid/code-points.heic")
    #expect(try HEIF().metadata(file).iccProfile == nil)
  }

  @Test func `ten bits become eight`() throws {
    let image = try HEIF().read(fixture("heic/valid/ten-bits.heic"))
    #expect(image.header.bitDepth == 10)
    #expect(largestDifference(image.raster.pixel(2, 2), [216, 42, 32, 255]) <= 8)
  }

  @Test func `HEIC is only read`() throws {
    #expect(!HEIF().format.can(.encode))
    let image = try raster(1, 1) { _, _ in [0, 0, 0, 255] }
    let error = #expect(throws: CodecError.self) { try HEIF().encode(image, metadata: .none, settings: Fidelity()) }
    #expect(error?.kind == .cannotEncode("this program only reads it"))
  }

  private func ispe(_ width: UInt8, _ height: UInt8) -> [UInt8] {
    box("ispe", [0, 0, 0, 0, 0, 0, 0, width, 0, 0, 0, height])
  }

  private func replacing(in bytes: [UInt8], _ old: [UInt8], with new: [UInt8]) throws -> [UInt8] {
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: old) })
    return Array(bytes[..<place]) + new + Array(bytes[(place + old.count)...])
  }

  private func isLimit(_ limit: CodecError.Limit, _ kind: CodecError.Kind?) -> Bool {
    guard case .limit(limit, _, _) = kind else { return false }
    return true
  }
}
