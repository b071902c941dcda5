import Glibc
import ImageCore
import TestSupport
import Testing

@testable import ImageOperations

/// Conversions against Little CMS in floats, over a grid of colours through the whole gamut.
@Suite struct ColourAccuracyTests {
  struct Space: Sendable, CustomTestStringConvertible {
    let name: String
    let profile: [UInt8]
    var testDescription: String { name }
  }

  static let spaces = [
    Space(name: "Display P3", profile: ICCProfiles.displayP3()), Space(name: "Adobe RGB", profile: ICCProfiles.adobeRGB()),
    Space(name: "ProPhoto", profile: ICCProfiles.proPhoto()),
  ]

  private static let steps = 18

  /// The grid's colours, each channel 0 to 1.
  private static let grid: [[Double]] = (0..<steps * steps * steps).map { index in
    [index / (steps * steps), index / steps % steps, index % steps].map { Double($0) / Double(steps - 1) }
  }

  private func errors(_ converted: [Double], _ reference: [Float], peak: Double) -> (largest: Double, decibels: Double) {
    var largest = 0.0
    var squares = 0.0
    for (value, exact) in zip(converted, reference) {
      let error = abs(value - min(max(Double(exact), 0), 1) * peak)
      largest = max(largest, error)
      squares += error * error
    }
    return (largest, 10 * log10(peak * peak * Double(converted.count) / max(squares, 1e-9)))
  }

  @Test(arguments: spaces) func `8 bits are within a level`(_ space: Space) throws {
    let levels = Self.grid.map { $0.map { UInt8(($0 * 255).rounded()) } }
    let picture = try drawn(levels.count, 1, colourSpace: .profile(space.profile)) { x, _ in levels[x] + [255] }
    let (converted, note) = picture.convertedToSRGB()
    #expect(note == nil)
    let reference = ColourReference.sRGB(
      of: levels.flatMap { $0.map { Float($0) / 255 } }, profile: space.profile, channels: 3, compensatesBlack: false)
    #expect(reference.count == levels.count * 3)
    let values = levels.indices.flatMap { converted.pixel($0, 0).prefix(3).map(Double.init) }
    let (largest, decibels) = errors(values, reference, peak: 255)
    print("colour: \(space.name), 8 bits: largest error \(largest) levels, PSNR \(decibels) dB")
    #expect(largest <= 0.51)
    #expect(decibels > 56)
  }

  @Test(arguments: spaces) func `16 bits keep more than 8`(_ space: Space) throws {
    let levels = Self.grid.map { $0.map { UInt16(($0 * 65_535).rounded()) } }
    let picture = try deepDrawn(levels.count, 1, colourSpace: .profile(space.profile)) { x, _ in levels[x] + [65_535] }
    let (converted, note) = picture.convertedToSRGB()
    #expect(note == nil)
    #expect(converted.format == .rgba16)
    let reference = ColourReference.sRGB(
      of: levels.flatMap { $0.map { Float($0) / 65_535 } }, profile: space.profile, channels: 3, compensatesBlack: false)
    let values = levels.indices.flatMap { converted.deepPixel($0, 0).prefix(3).map(Double.init) }
    let (largest, decibels) = errors(values, reference, peak: 65_535)
    print("colour: \(space.name), 16 bits: largest error \(largest) levels of 65,535, PSNR \(decibels) dB")
    #expect(largest <= 1)
    #expect(decibels > 100)
  }

  @Test func `inks go through their profile with black point compensation`() throws {
    let profile = ICCProfiles.inks()
    #expect(!profile.isEmpty)
    let steps = 9
    let inks = (0..<steps * steps * steps * steps).map { index in
      [index / (steps * steps * steps), index / (steps * steps) % steps, index / steps % steps, index % steps].map {
        UInt8($0 * 255 / (steps - 1))
      }
    }
    let layout = try #require(RasterLayout(size: PixelSize(inks.count, 1), format: .cmyk8))
    let (converted, note) = Raster(layout: layout, pixels: inks.flatMap { $0 }, colourSpace: .profile(profile)).convertedToSRGB()
    #expect(note == nil)
    #expect(converted.format == .rgba8)
    let reference = ColourReference.sRGB(
      of: inks.flatMap { $0.map { Float($0) / 2.55 } }, profile: profile, channels: 4, compensatesBlack: true)
    let values = inks.indices.flatMap { converted.pixel($0, 0).prefix(3).map(Double.init) }
    let (largest, decibels) = errors(values, reference, peak: 255)
    print("colour: inks, 8 bits: largest error \(largest) levels, PSNR \(decibels) dB")
    #expect(largest <= 2)
    #expect(decibels > 50)
    #expect(converted.pixel(0, 0) == [255, 255, 255, 255])
  }
}
