import Glibc
import ImageCore
import TestSupport
import Testing

@testable import ImageOperations

/// Pixels that keep their profile are scaled by the light that their profile tells, whichever way they go.
@Suite struct KeptProfileTests {
  private static let kinds: [(gamma: Double, profile: [UInt8])] = [
    (1, ICCProfiles.sRGBPrimaries(gamma: 1)), (1.8, ICCProfiles.proPhoto()), (563.0 / 256, ICCProfiles.adobeRGB()),
  ]

  private func kept(_ picture: Raster, _ profile: [UInt8]) -> Raster {
    Raster(layout: picture.layout, pixels: picture.pixels, colourSpace: .profile(profile))
  }

  private func deep(_ picture: Raster) throws -> Raster {
    let layout = try #require(RasterLayout(size: picture.size, format: .rgba16))
    return Raster(layout: layout, pixels: picture.pixels.flatMap { [$0, $0] }, colourSpace: picture.colourSpace)
  }

  /// All rows at once.
  private func onePass(_ picture: Raster, _ size: PixelSize, _ light: ResamplingSpace) throws -> Raster {
    let scaling = PictureScaling(part: PixelRectangle(whole: picture.size), size: size, light: light)
    let region = ReducedRaster.Region(x: 0, y: 0, width: Double(picture.size.width), height: Double(picture.size.height))
    let colour = try #require(RowColour(keeping: picture.colourSpace, format: picture.format))
    var scaler = try #require(
      RowScaler([scaling], of: picture.size, orientation: .upright, layout: picture.layout, region: region, colour: colour))
    scaler.take(picture.pixels.span)
    return scaler.finish()[scaling]
  }

  @Test(arguments: ResamplingTests.Pattern.allCases, ResamplingSpace.allCases)
  func `both ways give what the definition gives`(_ pattern: ResamplingTests.Pattern, _ light: ResamplingSpace) throws {
    for (gamma, profile) in Self.kinds {
      for (source, target) in ResamplingTests.changes {
        let picture = kept(try pattern.picture(source), profile)
        let levels = ReferenceResampler.levels(of: picture, in: target, light: light, colour: light == .linear ? .kept(gamma) : .encoded)
        let whole = try picture.resampled(to: target, light: light) { false }
        for result in [whole, try onePass(picture, target, light), try onePass(try deep(picture), target, light)] {
          #expect(result.colourSpace == picture.colourSpace)
          let excess = ReferenceResampler.largestExcess(of: result, from: levels)
          // Numbers of a profile are rounded to 1/65536, and curves are steep near black.
          #expect(excess <= 0.1, "gamma \(gamma), \(source) to \(target): \(excess)")
        }
      }
    }
  }

  @Test(arguments: [(1.0, 128), (1.8, 174), (2.2, 186)]) func `a checkerboard has half of the light`(_ gamma: Double, _ level: Int) throws {
    let picture = try drawn(64, 64, colourSpace: .profile(ICCProfiles.sRGBPrimaries(gamma: gamma))) { x, y in
      (x + y) % 2 == 0 ? [0, 0, 0, 255] : [255, 255, 255, 255]
    }
    for result in [try picture.resampled(to: PixelSize(8, 8)) { false }, try onePass(picture, PixelSize(8, 8), .linear)] {
      for channel in 0..<3 { #expect(abs(Int(result.pixel(4, 4)[channel]) - level) <= 1, "\(result.pixel(4, 4))") }
    }
  }

  @Test func `one colour stays what it is`() throws {
    for (_, profile) in Self.kinds {
      for level in UInt8.min...255 {
        let picture = try drawn(9, 9, colourSpace: .profile(profile)) { _, _ in [level, 255 - level, level / 2, 255] }
        for result in [try picture.resampled(to: PixelSize(3, 3)) { false }, try onePass(picture, PixelSize(3, 3), .linear)] {
          #expect(result.pixel(1, 1) == picture.pixel(1, 1))
        }
      }
    }
  }

  @Test func `the curve of sRGB needs no tables of its own`() throws {
    let colour = try #require(RowColour(keeping: .profile(ICCProfiles.displayP3()), format: .rgba8))
    #expect(colour.kept == nil)
    #expect(try #require(RowColour(keeping: .profile(ICCProfiles.adobeRGB()), format: .rgba8)).kept?.deepLevels.isEmpty == true)
    #expect(try #require(RowColour(keeping: .profile(ICCProfiles.adobeRGB()), format: .rgba16)).kept?.deepLevels.count == 3 * 65_536)
  }

  @Test func `a profile of tables has no curves, which is told, and encoded values are averaged`() throws {
    let space = ColourSpace.profile(ICCProfiles.tableWithGreyBlack())
    let picture = try drawn(32, 32, colourSpace: space) { x, y in (x + y) % 2 == 0 ? [0, 0, 0, 255] : [255, 255, 255, 255] }
    #expect(RowColour(keeping: space, format: .rgba8) == nil)
    let (raster, note) = picture.keepingColour()
    #expect(raster == picture)
    #expect(note == .averagedAsEncoded(name: space.name))
    #expect(note?.description.contains("encoded values are averaged") == true)
    let result = try raster.resampled(to: PixelSize(4, 4)) { false }
    #expect(result.colourSpace == space)
    #expect([127, 128].contains(result.pixel(2, 2)[0]))
  }

  /// A profile whose tags are gone, under the header of a good one.
  private var damaged: [UInt8] {
    var bytes = ICCProfiles.displayP3()
    for index in 128..<bytes.count { bytes[index] = 0 }
    return bytes
  }

  @Test func `a damaged profile is not kept, which is told`() throws {
    #expect(ICCProfile(damaged.span)?.colourSpace == "RGB")
    #expect(RowColour(keeping: .profile(damaged), format: .rgba8) == nil)
    let picture = try drawn(4, 4, colourSpace: .profile(damaged)) { x, y in [UInt8(x), UInt8(y), 9, 255] }
    let (raster, note) = picture.keepingColour()
    #expect(raster.colourSpace == .sRGB)
    #expect(raster.pixels == picture.pixels)
    guard case .unreadableProfile? = note else {
      Issue.record("\(String(describing: note))")
      return
    }
  }

  @Test func `a profile that could not even be taken out of its file is one that cannot be read`() throws {
    let picture = try drawn(2, 2, colourSpace: .profile([])) { _, _ in [1, 2, 3, 255] }
    for (raster, note) in [picture.keepingColour(), picture.convertedToSRGB()] {
      #expect(raster.colourSpace == .sRGB)
      guard case .unreadableProfile? = note else {
        Issue.record("\(String(describing: note))")
        return
      }
    }
  }

  @Test func `curves that do not rise are none`() throws {
    let (rising, flat) = (ICCProfiles.sRGBPrimaries(gamma: 1), ICCProfiles.sRGBPrimaries(gamma: 0))
    #expect(ProfileCurves(rising, isDeep: false) != nil)
    #expect(ProfileCurves(flat, isDeep: false) == nil)
    #expect(ProfileCurves(ICCProfiles.grey(gamma: 1), isDeep: false) == nil)
    #expect(ProfileCurves([], isDeep: false) == nil)
  }
}

extension ReferenceResampler.Colour {
  /// Averaged by a power, and encoded by it again.
  fileprivate static func kept(_ exponent: Double) -> ReferenceResampler.Colour {
    var colour = ReferenceResampler.Colour.power(exponent)
    colour.encoded = { pow($0, 1 / exponent) }
    return colour
  }
}
