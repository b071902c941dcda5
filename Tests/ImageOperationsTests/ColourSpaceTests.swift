import ImageCore
import TestSupport
import Testing

@testable import ImageOperations

@Suite struct ColourSpaceTests {
  private func swatches(_ space: ColourSpace) throws -> Raster {
    try drawn(16, 16, colourSpace: space) { x, y in [UInt8(x * 17), UInt8(y * 17), UInt8((x ^ y) * 17), UInt8(x * 16 + y)] }
  }

  private func points(_ primaries: Int, _ transfer: Int) -> ColourSpace {
    .codePoints(ColourCodePoints(primaries: primaries, transfer: transfer, matrix: 0, isFullRange: true))
  }

  private func calibrated(gamma: Int?, _ primaries: ColourCalibration.Primaries? = nil) -> ColourSpace {
    .calibrated(ColourCalibration(gamma: gamma, primaries: primaries))
  }

  @Test func `code points of Display P3 give what its profile gives`() throws {
    let byNumbers = try swatches(points(12, 13)).convertedToSRGB()
    let byProfile = try swatches(.profile(ICCProfiles.displayP3())).convertedToSRGB()
    #expect(byNumbers.note == nil)
    #expect(zip(byNumbers.raster.pixels, byProfile.raster.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    #expect(byNumbers.raster.pixels != (try swatches(.sRGB).pixels))
  }

  @Test(arguments: [1, 6, 13, 14]) func `curves of standard video with the primaries of sRGB change nothing`(_ transfer: Int) throws {
    let picture = try swatches(points(1, transfer))
    #expect(picture.convertedToSRGB().raster.pixels == picture.pixels)
  }

  @Test func `a power curve is applied`() throws {
    let picture = try drawn(1, 1, colourSpace: calibrated(gamma: 100_000)) { _, _ in [128, 128, 128, 9] }
    // 128 / 255 of the light is encoded as 188.
    #expect((187...189).contains(picture.convertedToSRGB().raster.pixel(0, 0)[0]))
    #expect(picture.convertedToSRGB().raster.pixel(0, 0)[3] == 9)
  }

  @Test func `measured primaries are applied`() throws {
    func at(_ x: Int, _ y: Int) -> ColourCalibration.Chromaticity { ColourCalibration.Chromaticity(x: x, y: y) }
    let p3 = ColourCalibration.Primaries(
      white: at(31_270, 32_900), red: at(68_000, 32_000), green: at(26_500, 69_000), blue: at(15_000, 6_000))
    let converted = try swatches(calibrated(gamma: nil, p3)).convertedToSRGB().raster
    let expected = try swatches(points(12, 13)).convertedToSRGB().raster
    #expect(zip(converted.pixels, expected.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
  }

  @Test func `primaries that no colour can have are a note`() throws {
    func at(_ x: Int, _ y: Int) -> ColourCalibration.Chromaticity { ColourCalibration.Chromaticity(x: x, y: y) }
    let flat = ColourCalibration.Primaries(white: at(0, 1), red: at(0, 1), green: at(0, 1), blue: at(0, 1))
    let picture = try swatches(calibrated(gamma: nil, flat))
    let (converted, _) = picture.convertedToSRGB()
    #expect(converted.colourSpace == .sRGB)
    #expect(converted.size == picture.size)
  }

  /// Encoded values of 8 bits for light of 0, 20, 50, 203, 300, 600 and 1,000 candelas, by the formulas of ITU-R BT.2100.
  private static let steps: [Int: [UInt8]] = [16: [0, 91, 112, 148, 159, 178, 192], 18: [0, 87, 127, 191, 207, 235, 255]]

  @Test(arguments: [(16, "BT.2020 PQ"), (18, "BT.2020 HLG")])
  func `high dynamic range is rolled off above its knee and says so`(_ transfer: Int, _ name: String) throws {
    let levels = try #require(Self.steps[transfer])
    let picture = try drawn(levels.count, 1, colourSpace: points(9, transfer)) { x, _ in Array(repeating: levels[x], count: 3) + [255] }
    let (converted, note) = picture.convertedToSRGB()
    #expect(note == .highDynamicRange(name: name))
    let shown = levels.indices.map { converted.pixel($0, 0) }
    // The sRGB levels of 20 and 50 of 203 candelas, which stay; then what BT.2390's curve from 1,000 to 203 makes of the others.
    for (pixel, expected) in zip(shown, [0, 88, 136, 229, 243, 254, 255]) {
      #expect(pixel[3] == 255)
      #expect(pixel.prefix(3).allSatisfy { abs(Int($0) - expected) <= 3 }, "\(pixel) for \(expected)")
    }
    #expect(zip(shown, shown.dropFirst()).allSatisfy { $0[0] < $1[0] }, "nothing is clipped: \(shown)")
  }

  @Test(arguments: [16, 18]) func `a bright colour keeps its hue, in 8 bits as in 16`(_ transfer: Int) throws {
    let bright: [UInt8] = transfer == 16 ? [176, 160, 140] : [240, 215, 170]
    let picture = try drawn(1, 1, colourSpace: points(1, transfer)) { _, _ in bright + [77] }
    let shown = picture.convertedToSRGB().raster.pixel(0, 0)
    #expect(shown[0] > shown[1] && shown[1] > shown[2] && shown[0] < 255, "\(shown)")
    #expect(shown[3] == 77)
    let layout = try #require(RasterLayout(size: PixelSize(1, 1), format: .rgba16))
    let deep = Raster(layout: layout, pixels: (bright + [77]).flatMap { [$0, $0] }, colourSpace: points(1, transfer))
    #expect(deep.convertedToSRGB().raster.roundedToBytes().pixel(0, 0) == shown)
  }

  @Test func `numbers that are not known are a note`() throws {
    let (converted, note) = try swatches(points(77, 13)).convertedToSRGB()
    #expect(note == .unknownCodePoints(name: "primaries 77"))
    #expect(converted.colourSpace == .sRGB)
  }

  static let spaces: [ColourSpace] = [
    .profile(ICCProfiles.displayP3()), .profile(ICCProfiles.tableWithGreyBlack()), .profile([1, 2, 3]),
    .codePoints(ColourCodePoints(primaries: 9, transfer: 16, matrix: 0, isFullRange: true)),
    .calibrated(ColourCalibration(gamma: 55_000, primaries: nil)),
  ]

  @Test(arguments: spaces) func `a second conversion is the identity`(_ space: ColourSpace) throws {
    let first = try swatches(space).convertedToSRGB().raster
    let (second, note) = first.convertedToSRGB()
    #expect(note == nil)
    #expect(second == first)
  }

  @Test func `kept colours carry a profile that means the same`() throws {
    for space in [points(12, 13), calibrated(gamma: 55_000), .profile(ICCProfiles.adobeRGB())] {
      let picture = try swatches(space)
      let (kept, note) = picture.keepingColour()
      #expect(note == nil)
      #expect(kept.pixels == picture.pixels)
      guard case .profile(let profile) = kept.colourSpace else {
        Issue.record("\(space.name) has no profile")
        continue
      }
      #expect(ICCProfile(profile.span)?.colourSpace == "RGB")
      #expect(picture.keepingColour().raster == kept, "the bytes differ from time to time")
      let (direct, later) = (picture.convertedToSRGB().raster, kept.convertedToSRGB().raster)
      #expect(zip(direct.pixels, later.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(space.name)")
    }
  }

  @Test func `colours that cannot be kept are converted with a note`() throws {
    let broken = try swatches(.profile([1, 2, 3])).keepingColour()
    #expect(broken.raster.colourSpace == .sRGB)
    #expect(broken.note != nil)
    let bright = try swatches(points(9, 16)).keepingColour()
    #expect(bright.raster.colourSpace == .sRGB)
    #expect(bright.note == .highDynamicRange(name: "BT.2020 PQ"))
    let grey = try drawn(2, 1, colourSpace: .profile(ICCProfiles.grey(gamma: 1))) { _, _ in [128, 128, 128, 255] }.keepingColour()
    #expect(grey.raster.colourSpace == .sRGB)
    guard case .convertedAnyway? = grey.note else {
      Issue.record("\(String(describing: grey.note))")
      return
    }
  }

  @Test func `inks without a usable profile hold light back in proportion`() throws {
    let layout = try #require(RasterLayout(size: PixelSize(2, 1), format: .cmyk8))
    let picture = Raster(layout: layout, pixels: [0, 255, 128, 0, 0, 0, 0, 255], colourSpace: .profile(ICCProfiles.displayP3()))
    let (converted, note) = picture.convertedToSRGB()
    #expect(note == .inapplicableProfile(space: "RGB"))
    #expect(converted.pixels == [255, 0, 127, 255, 0, 0, 0, 255])
  }

  @Test func `names are told`() {
    #expect(points(12, 13).name == "Display P3")
    #expect(points(1, 13).name == "sRGB")
    #expect(calibrated(gamma: 55_000).name == "gamma 1.81")
    #expect(ColourSpace.profile([1]).name == "unreadable profile")
    #expect(ColourSpace.profile(ICCProfiles.displayP3()).name == "RGB built-in")
  }
}
