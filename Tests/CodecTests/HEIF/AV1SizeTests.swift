import HEIFCodec
import ImageCore
import Testing

/// What an AV1 decoder would take memory for is read before it sees a byte.
struct AV1SizeTests {
  @Test(arguments: [(true, false), (false, false), (false, true)])
  func `the size in the stream counts, not only the declared one`(isReduced: Bool, isFull: Bool) throws {
    var picture = AV1Picture()
    picture.isReduced = isReduced
    picture.isFull = isFull
    #expect(throws: Never.self) { try AVIF().open(picture.bytes.span, limits: .standard).header }
    picture.codedWidth = 81
    #expect(AVIF().failure(picture.bytes) == .malformed)
    picture.codedWidth = 65_536
    #expect(AVIF().failure(picture.bytes) == .limit(.side, actual: 65_536, allowed: 32_768))
    picture.codedWidth = 80
    picture.codedHeight = 65
    #expect(AVIF().failure(picture.bytes) == .malformed)
    // A smaller one is the decoder's to judge.
    picture.codedHeight = 32
    #expect(throws: Never.self) { try AVIF().open(picture.bytes.span, limits: .standard).header }
  }

  @Test(arguments: [false, true]) func `a frame with a size of its own is refused`(isFull: Bool) {
    var picture = AV1Picture()
    picture.isReduced = false
    picture.isFull = isFull
    picture.frameHasOwnSize = true
    #expect(AVIF().failure(picture.bytes) == .unsupported("a frame of another size than its sequence"))
  }

  @Test func `frames and units are counted`() throws {
    var picture = AV1Picture()
    picture.frames = 8
    #expect(throws: Never.self) { try AVIF().open(picture.bytes.span, limits: .standard).header }
    picture.frames = 9
    #expect(AVIF().failure(picture.bytes) == .unsupported("a picture of more than 8 frames"))
    picture.frames = 1
    picture.padding = 17
    var limits = DecodeLimits.standard
    // The configuration's sequence header, the picture's, 17 others and the frame.
    limits.items = 19
    #expect(AVIF().failure(picture.bytes, limits: limits) == .limit(.items, actual: 20, allowed: 19))
    limits.items = 20
    #expect(throws: Never.self) { try AVIF().open(picture.bytes.span, limits: limits).header }
  }

  @Test func `a stream without a sequence header is damaged`() {
    var picture = AV1Picture()
    picture.hasSequence = false
    #expect(AVIF().failure(picture.bytes) == .malformed)
  }

  @Test func `a real stream that states a larger size is refused`() throws {
    var bytes = try fixture("avif/valid/still.avif")
    // The sequence header of 9 bytes, reduced; its width has 7 bits from the 19th bit on. All set: 128 instead of 80.
    let sequence: [UInt8] = [0x0A, 9, 0x38, 0x19, 0x67]
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: sequence) })
    bytes[place + 4] |= 0x3F
    bytes[place + 5] |= 0x80
    #expect(AVIF().failure(bytes) == .malformed)
  }

  @Test func `coded units of HEVC are counted too`() throws {
    var limits = DecodeLimits.standard
    limits.items = 64
    #expect(try HEIF().failure(fixture("heic/valid/plain.heic"), limits: limits) == nil)
    // The picture's bytes become units without content, four bytes each.
    var bytes = try fixture("heic/valid/plain.heic")
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("mdat".utf8)) }) + 4
    for index in start..<bytes.count { bytes[index] = 0 }
    #expect(HEIF().failure(bytes, limits: limits) == .limit(.items, actual: 65, allowed: 64))
  }
}
