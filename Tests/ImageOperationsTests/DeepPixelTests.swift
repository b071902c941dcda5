import ImageCore
import Testing

@testable import ImageOperations

/// A picture of 16 bits a sample.
func deepDrawn(
  _ width: Int, _ height: Int, colourSpace: ColourSpace = .sRGB, _ pixel: (Int, Int) -> [UInt16]
) throws -> Raster {
  let layout = try #require(RasterLayout(size: PixelSize(width, height), format: .rgba16))
  var bytes: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      for sample in pixel(x, y) {
        let native = sample.littleEndian == sample ? sample : sample.byteSwapped
        bytes += [UInt8(truncatingIfNeeded: native), UInt8(truncatingIfNeeded: native >> 8)]
      }
    }
  }
  return Raster(layout: layout, pixels: bytes, colourSpace: colourSpace)
}

extension Raster {
  func deepPixel(_ x: Int, _ y: Int) -> [UInt16] {
    (0..<4).map { channel in
      let start = (y * size.width + x) * 8 + channel * 2
      return UInt16(littleEndian: UInt16(pixels[start]) | UInt16(pixels[start + 1]) << 8)
    }
  }
}

/// Operations on 16 bits, compared with the same on 8: a level of 8 bits is 257 of them.
@Suite struct DeepPixelTests {
  private func sample(_ x: Int, _ y: Int) -> [UInt8] {
    [UInt8((x * 37 + y * 11) & 255), UInt8((x * 5 + y * 91) & 255), UInt8((x * y) & 255), UInt8((x + y) % 4 == 0 ? 255 : x * 20 & 255)]
  }

  private func pair(_ width: Int, _ height: Int) throws -> (plain: Raster, deep: Raster) {
    let plain = try drawn(width, height) { x, y in self.sample(x, y) }
    return (plain, try deepDrawn(width, height) { x, y in self.sample(x, y).map { UInt16($0) * 257 } })
  }

  @Test func `rounding to bytes gives back what was widened, and halves go up`() throws {
    let (plain, deep) = try pair(13, 7)
    #expect(deep.roundedToBytes() == plain)
    let edges = try deepDrawn(1, 1) { _, _ in [128, 129, 65_406, 65_407] }.roundedToBytes()
    #expect(edges.pixels == [0, 1, 254, 255])
  }

  @Test(arguments: Orientation.allCases) func `deep pictures are turned like others`(_ orientation: Orientation) throws {
    let (plain, deep) = try pair(7, 4)
    #expect(deep.upright(from: orientation).roundedToBytes() == plain.upright(from: orientation))
  }

  @Test func `deep pictures are cut, padded and flattened like others`() throws {
    let (plain, deep) = try pair(9, 8)
    let part = PixelRectangle(x: 2, y: 1, size: PixelSize(5, 6))
    #expect(deep.cropped(to: part).roundedToBytes() == plain.cropped(to: part))
    let colour = try #require(Colour("102030"))
    let placement = CanvasPlacement(centring: plain.size, on: PixelSize(12, 11))
    for (wide, narrow) in [
      (deep.padded(placement, onto: colour), plain.padded(placement, onto: colour)),
      (deep.flattened(onto: colour), plain.flattened(onto: colour)),
    ] {
      #expect(wide.format == .rgba16)
      let rounded = wide.roundedToBytes()
      #expect(zip(rounded.pixels, narrow.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }
  }

  @Test(arguments: ResamplingSpace.allCases) func `deep pictures are resampled like others`(_ light: ResamplingSpace) throws {
    let (plain, deep) = try pair(40, 30)
    for target in [PixelSize(11, 9), PixelSize(55, 31), PixelSize(1, 1)] {
      let narrow = try plain.resampled(to: target, light: light)
      let wide = try deep.resampled(to: target, light: light)
      #expect(wide.format == .rgba8)
      #expect(try #require(RasterComparison(wide, narrow)).maximumError <= 1)
    }
  }

  @Test func `a slope that 8 bits cannot hold survives until the last step`() throws {
    // Between two levels of 8 bits: averages of 16 and of 8 bits differ.
    let deep = try deepDrawn(64, 1) { x, _ in Array(repeating: UInt16(100 * 257 + (x % 2 == 0 ? 120 : 130)), count: 3) + [65_535] }
    let rounded = try deep.resampled(to: PixelSize(1, 1), light: .encoded)
    #expect(rounded.pixels == [100, 100, 100, 255])
    let higher = try deepDrawn(64, 1) { x, _ in Array(repeating: UInt16(100 * 257 + (x % 4 == 0 ? 100 : 150)), count: 3) + [65_535] }
    #expect(try higher.resampled(to: PixelSize(1, 1), light: .encoded).pixels == [101, 101, 101, 255])
  }
}
