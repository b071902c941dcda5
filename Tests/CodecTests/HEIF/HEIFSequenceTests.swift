import HEIFCodec
import ImageCore
import Testing

/// A sequence beside a still picture is told of by its number of pictures; the still picture is what is decoded.
@Suite struct HEIFSequenceTests {
  /// The fixture with a movie box behind it.
  private func file(_ tracks: [UInt8]...) throws -> [UInt8] {
    try fixture("heic/valid/plain.heic") + box("moov", box("mvhd", [UInt8](repeating: 0, count: 100)) + Array(tracks.joined()))
  }

  private func track(_ handler: String = "pict", table: [UInt8]) -> [UInt8] {
    let kind = box("hdlr", [0, 0, 0, 0, 0, 0, 0, 0] + Array(handler.utf8) + [UInt8](repeating: 0, count: 13))
    return box("trak", box("tkhd", []) + box("mdia", kind + box("minf", box("stbl", box("stsd", []) + table))))
  }

  /// Sizes of so many samples, of which each has one.
  private func sizes(_ count: Int) -> [UInt8] { box("stsz", long(0) + long(0) + long(count)) }

  private func frames(_ file: [UInt8]) throws(CodecError) -> Int {
    try HEIF().open(file.span, limits: .standard).header.frameCount
  }

  @Test func `pictures of a sequence are counted`() throws {
    #expect(try frames(fixture("heic/valid/plain.heic")) == 1)
    #expect(try frames(file(track(table: sizes(7)))) == 7)
    // Samples of one size, and small sizes.
    #expect(try frames(file(track(table: box("stsz", long(0) + long(500) + long(3))))) == 3)
    #expect(try frames(file(track(table: box("stz2", long(0) + long(4) + long(5))))) == 5)
    // The picture of a sequence of one is the still one.
    #expect(try frames(file(track(table: sizes(1)))) == 1)
  }

  @Test func `AVIF counts them too`() throws {
    let still = try fixture("avif/valid/still.avif")
    let animated = still + box("moov", track(table: sizes(2)))
    #expect(try AVIF().open(animated.span, limits: .standard).header.frameCount == 2)
    #expect(try AVIF().read(animated).raster.pixels == AVIF().read(still).raster.pixels)
  }

  @Test func `of several tracks the longest counts, and only those of pictures`() throws {
    #expect(try frames(file(track(table: sizes(2)), track(table: sizes(6)), track("auxv", table: sizes(60)))) == 6)
    #expect(try frames(file(track("vide", table: sizes(60)), track("soun", table: sizes(600)))) == 1)
    #expect(try frames(file()) == 1)
    #expect(try frames(file(box("trak", []))) == 1)
  }

  @Test func `a sequence in fragments has at least two pictures`() throws {
    #expect(try frames(file(track(table: sizes(0)))) == 1)
    #expect(try frames(file(track(table: sizes(0)), box("mvex", []))) == 2)
    #expect(try frames(file(track(table: []), box("mvex", []))) == 2)
    #expect(try frames(file(box("mvex", []))) == 1)
  }

  @Test func `more pictures than the limit are refused`() throws {
    var limits = DecodeLimits.standard
    limits.frames = 6
    #expect(try HEIF().failure(file(track(table: sizes(7))), limits: limits) == .limit(.frames, actual: 7, allowed: 6))
    #expect(try HEIF().failure(file(track(table: sizes(6))), limits: limits) == nil)
    let all = Int(UInt32.max)
    #expect(try HEIF().failure(file(track(table: sizes(all)))) == .limit(.frames, actual: all, allowed: 10_000))
  }

  @Test func `a broken table is damage, and boxes are counted`() throws {
    #expect(try HEIF().failure(file(track(table: box("stsz", long(0) + long(0))))) == .malformed)
    #expect(try HEIF().failure(file([0, 0, 0, 99] + Array("trak".utf8))) == .malformed)
    var limits = DecodeLimits.standard
    limits.items = 50
    let many = (0..<50).flatMap { _ in track(table: sizes(2)) }
    #expect(try HEIF().failure(file(many), limits: limits) == .limit(.items, actual: 51, allowed: 50))
  }
}
