import Testing

@testable import PipelineStages

@Suite struct PlaceholderTests {
  private func picture(_ width: Int, _ height: Int, _ pixel: (Int, Int) -> [UInt8]) -> [UInt8] {
    (0..<height).flatMap { y in (0..<width).flatMap { x in pixel(x, y) } }
  }

  @Test func `one colour has no waves`() {
    let grey = picture(8, 8) { _, _ in [128, 128, 128, 255] }
    let hash = ThumbHash.of(width: 8, height: 8, rgba: grey)
    let header = Int(hash[0]) | Int(hash[1]) << 8 | Int(hash[2]) << 16
    #expect((header & 63, header >> 6 & 63, header >> 12 & 63, header >> 18 & 31, header >> 23) == (32, 32, 32, 0, 0))
    #expect(BlurHash.of(width: 8, height: 8, rgba: grey, across: 1, down: 1).hasPrefix("00"))
  }

  /// Made by PyPI's `thumbhash` 0.1.2 and `blurhash` 1.1.5 of the same pixels.
  @Test func `hashes are those that other programs make`() {
    let rgba = picture(40, 30) { x, y in [UInt8(x * 6), UInt8(y * 8), UInt8(x * y % 256), 255] }
    #expect(
      ThumbHash.of(width: 40, height: 30, rgba: rgba) == [
        92, 8, 14, 29, 152, 96, 118, 119, 112, 135, 136, 118, 136, 104, 136, 135, 241, 177, 15, 247, 136,
      ])
    #expect(BlurHash.of(width: 40, height: 30, rgba: rgba, across: 4, down: 3) == "LqG91|2mwtX3l[WTjuf9gFfkfTfm")
  }

  @Test func `transparency is told`() {
    let half = picture(8, 4) { x, _ in [255, 0, 0, x < 4 ? 0 : 255] }
    let hash = ThumbHash.of(width: 8, height: 4, rgba: half)
    #expect(hash[2] & 0x80 != 0)
  }

  @Test func `blur hashes have two characters for each wave`() {
    let ramp = picture(16, 16) { x, y in [UInt8(x * 16), UInt8(y * 16), 64, 255] }
    #expect(BlurHash.of(width: 16, height: 16, rgba: ramp, across: 4, down: 3).count == 6 + 2 * 11)
  }
}
