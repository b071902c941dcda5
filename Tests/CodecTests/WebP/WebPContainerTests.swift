import ImageCore
import Testing
import WebPCodec

struct WebPContainerTests {
  @Test func `EXIF counts with and without JPEG's prefix`() throws {
    #expect(try WebP().read(fixture("webp/valid/orientation-6.webp")).header.orientation == .rotatedClockwise)
    let prefixed = try fixture("webp/valid/exif-with-prefix.webp")
    #expect(try WebP().read(prefixed).header.orientation == .rotated180)
    #expect(try WebP().metadata(prefixed).exif?.starts(with: [0x49, 0x49, 42]) == true)
  }

  @Test func `chunks without an extended header mean nothing`() throws {
    let file = try fixture("webp/valid/exif-without-extension.webp")
    #expect(try WebP().read(file).header.orientation == .upright)
    #expect(try WebP().metadata(file) == .none)
  }

  @Test func `metadata is bounded`() throws {
    var limits = DecodeLimits.standard
    limits.profileBytes = 100
    #expect(
      try WebP().failure(fixture("webp/valid/profile.webp"), limits: limits)
        == .limit(.profileBytes, actual: 143, allowed: 100))
  }

  @Test func `a canvas is refused by its own header`() throws {
    #expect(
      try WebP().failure(fixture("webp/invalid/huge.webp")) == .limit(.side, actual: 1 << 24, allowed: 32_768))
  }

  @Test(arguments: [
    "chunk-too-long", "short-extension", "no-frame", "frame-outside-canvas", "frame-of-another-size", "frame-without-picture",
    "frame-cut", "canvas-of-another-size", "signature-broken",
  ])
  func `broken rules are damage`(name: String) throws {
    #expect(try WebP().failure(fixture("webp/invalid/\(name).webp")) == .malformed)
  }

  @Test func `every cut is a cut`() throws {
    let whole = try fixture("webp/valid/profile.webp")
    for count in 12..<whole.count { #expect(WebP().failure(Array(whole[..<count])) == .truncated) }
  }

  @Test func `pixels are given as RGBA of 8 bits only`() throws {
    let file = try fixture("webp/valid/lossless.webp")
    for format in PixelFormat.allCases where format != .rgba8 {
      let layout = try layout(46, 36, format)
      var pixels = [UInt8](repeating: 0, count: layout.byteCount)
      let error = #expect(throws: CodecError.self) {
        var span = pixels.mutableSpan
        try WebP().open(file.span, limits: .standard).decode(file.span, as: layout, into: &span)
      }
      #expect(error?.kind == .unsupported("decoding to \(format.rawValue)"))
    }
  }
}
