import HEIFCodec
import ImageCore
import Testing

struct HEIFColourTests {
  @Test func `code points are read, and a profile comes before them`() throws {
    let points = try HEIF().metadata(fixture("heic/valid/code-points.heic"))
    guard case .codePoints(let read)? = points.colourSpace else {
      Issue.record("\(String(describing: points.colourSpace))")
      return
    }
    #expect(read.primaries == 12)
    #expect(read.name == "Display P3")
    #expect(points.iccProfile == nil)
    let profile = try HEIF().metadata(fixture("heic/valid/profile.heic"))
    #expect(profile.colourSpace == profile.iccProfile.map { .profile($0) })
    #expect(profile.colourSpace != nil)
  }

  @Test func `colours coded with the pixels count where the container is silent`() throws {
    // x265 writes what it was given: BT.709 primaries with the curve of sRGB.
    #expect(try HEIF().metadata(fixture("heic/valid/plain.heic")).colourSpace == .sRGB)
    var picture = AV1Picture()
    #expect(try AVIF().metadata(picture.bytes).colourSpace == nil)
    picture.colour = (12, 13, 6)
    #expect(try AVIF().metadata(picture.bytes).colourSpace?.name == "Display P3")
    picture.colour = (1, 13, 0)
    #expect(try AVIF().metadata(picture.bytes).colourSpace == .sRGB)
    // The container's own box comes first.
    let plain = try fixture("avif/valid/still.avif")
    #expect(try AVIF().metadata(plain).colourSpace == .sRGB)
  }

  @Test func `samples of 10 bits are read as 16 and round to those of 8`() throws {
    let bytes = try fixture("heic/valid/ten-bits.heic")
    let reader = ImageReader(codecs: CodecRegistry([HEIF()]))
    let deep = try reader.open(bytes).decode(natively: true).raster
    #expect(deep.format == .rgba16)
    let plain = try reader.open(bytes).decode().raster
    #expect(largestDifference(deep.roundedToBytes().pixels, plain.pixels) <= 1)
    // More levels than 8 bits have.
    #expect(Set(stride(from: 0, to: deep.pixels.count, by: 8).map { [deep.pixels[$0], deep.pixels[$0 + 1]] }).count > 64)
  }

  @Test func `a C2PA manifest is seen`() throws {
    let plain = try fixture("heic/valid/plain.heic")
    #expect(try !HEIF().metadata(plain).hasContentCredentials)
    let kind: [UInt8] = [0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81]
    let box: [UInt8] = [0, 0, 0, 28] + Array("uuid".utf8) + kind + [1, 2, 3, 4]
    #expect(try HEIF().metadata(plain + box).hasContentCredentials)
  }
}
