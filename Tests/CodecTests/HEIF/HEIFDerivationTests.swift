import HEIFCodec
import ImageCore
import Testing

/// Pictures made of others as the standard allows, and items that share their bytes.
struct HEIFDerivationTests {
  private func read(_ name: String) throws -> Raster { try HEIF().read(fixture("heic/valid/\(name).heic")).raster }

  private func header(_ name: String) throws -> ImageHeader { try HEIF().read(fixture("heic/valid/\(name).heic")).header }

  @Test func `an identity is the picture that it is derived from`() throws {
    #expect(try read("identity").pixels == read("plain").pixels)
    #expect(try header("identity").bitDepth == 8)
    #expect(try header("identity").storedOrientation == .upright)
  }

  @Test func `what both say of turning applies, that of the source first`() throws {
    let turned = try read("rotated-90")
    let shown = try read("identity-of-turned")
    #expect(shown.size == turned.size)
    for (x, y) in [(0, 0), (5, 60), (63, 79), (30, 30)] { #expect(shown.pixel(x, y) == turned.pixel(turned.size.width - 1 - x, y)) }
    #expect(try header("identity-of-turned").storedOrientation == .rotatedCounterClockwise.followed(by: .mirroredHorizontally))
    #expect(try header("identity-of-turned").storedSize == PixelSize(80, 64))
    #expect(try read("identity-of-identities").pixels == read("rotated-180").pixels)
    #expect(try header("identity-of-identities").storedOrientation == .rotated180)
  }

  @Test func `alpha that is turned otherwise lies on the colours as its own properties have it`() throws {
    let shown = try read("alpha-turned-otherwise")
    let (colour, other) = (try read("rotated-90"), try read("rotated-270"))
    #expect(shown.size == colour.size)
    for (x, y) in [(2, 2), (60, 5), (5, 70), (60, 75)] {
      let pixel = shown.pixel(x, y)
      #expect(zip(pixel.prefix(3), colour.pixel(x, y).prefix(3)).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
      // Alpha is the brightness of the coded picture: by BT.601 of its colours.
      let seen = other.pixel(x, y).map(Double.init)
      #expect(abs(0.299 * seen[0] + 0.587 * seen[1] + 0.114 * seen[2] - Double(pixel[3])) <= 3)
    }
  }

  @Test func `tiles of a gain map may share their bytes`() throws {
    #expect(try read("shared-tiles").pixels == read("plain").pixels)
  }
}
