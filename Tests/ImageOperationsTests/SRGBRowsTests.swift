import ImageCore
import TestSupport
import Testing

@testable import ImageOperations

/// Rows that are converted as they come are those of the whole picture.
@Suite struct SRGBRowsTests {
  private static let spaces: [ColourSpace] = [
    .sRGB, .profile(ICCProfiles.displayP3()), .profile(ICCProfiles.sRGB()), .profile(ICCProfiles.tableWithGreyBlack()),
    .codePoints(ColourCodePoints(primaries: 12, transfer: 13, matrix: 0, isFullRange: true)),
    .codePoints(ColourCodePoints(primaries: 9, transfer: 16, matrix: 0, isFullRange: true)),
    .codePoints(ColourCodePoints(primaries: 9, transfer: 18, matrix: 0, isFullRange: true)),
    .calibrated(ColourCalibration(gamma: 55_000, primaries: nil)),
  ]

  private func rows(of raster: Raster, rounds: Bool, heights: [Int]) throws -> (raster: Raster, note: ColourNote?) {
    guard let rows = SRGBRows(converting: raster.colourSpace, layout: raster.layout, rounds: rounds) else {
      Issue.record("no rows for \(raster.colourSpace.name)")
      return (raster, nil)
    }
    var start = 0
    for height in heights {
      let end = start + height * raster.layout.bytesPerRow
      rows.take(raster.pixels.span.extracting(start..<end))
      start = end
    }
    return (rows.finish(), rows.note)
  }

  @Test(arguments: spaces.indices) func `of bytes and of deep samples`(_ index: Int) throws {
    let space = Self.spaces[index]
    let plain = try drawn(19, 9, colourSpace: space) { x, y in [UInt8(x * 13), UInt8(y * 28), UInt8((x ^ y) * 8), UInt8(x * 9 + y)] }
    let deep = try deepDrawn(19, 9, colourSpace: space) { x, y in
      [UInt16(x * 3_401), UInt16(y * 7_201), UInt16((x * y * 359) & 65_535), UInt16(65_535 - x * 31)]
    }
    for raster in [plain, deep] {
      let (whole, note) = raster.convertedToSRGB()
      for heights in [[9], [1, 1, 1, 1, 1, 1, 1, 1, 1], [4, 5], [7, 2]] {
        let kept = try rows(of: raster, rounds: false, heights: heights)
        #expect(kept.raster == whole && kept.note == note, "\(heights)")
        #expect(try rows(of: raster, rounds: true, heights: heights).raster == whole.roundedToBytes(), "\(heights)")
      }
    }
  }

  @Test func `what takes the whole picture is left to it`() throws {
    let inks = try #require(RasterLayout(size: PixelSize(2, 2), format: .cmyk8))
    let bytes = try #require(RasterLayout(size: PixelSize(2, 2), format: .rgba8))
    let spaces: [(ColourSpace, RasterLayout)] = [
      (.sRGB, inks), (.profile(ICCProfiles.grey(gamma: 2.2)), bytes), (.profile([1, 2, 3]), bytes),
      (.profile(ICCProfiles.labelledCMYK()), bytes),
      (.codePoints(ColourCodePoints(primaries: 200, transfer: 200, matrix: 0, isFullRange: true)), bytes),
    ]
    for (space, layout) in spaces {
      if let rows = SRGBRows(converting: space, layout: layout, rounds: true) {
        Issue.record("rows for \(space.name)")
        _ = rows.finish()
      }
    }
  }
}
