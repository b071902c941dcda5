import Glibc
import ImageCore
import TestSupport
import Testing

@testable import ImageOperations

@Suite struct DisplayP3Tests {
  /// Linear Display P3 to linear sRGB; both have the white D65. From the chromaticities of SMPTE EG 432-1 and IEC 61966-2-1.
  private static let matrix: [[Double]] = [
    [1.2249402, -0.2249402, 0], [-0.0420570, 1.0420570, 0], [-0.0196376, -0.0786361, 1.0982736],
  ]

  private func light(_ level: UInt8) -> Double {
    let value = Double(level) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  private func level(_ light: Double) -> Double {
    let value = min(max(light, 0), 1)
    return 255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055)
  }

  @Test func `every colour, in gamut or clipped, is within a level of the formula`() throws {
    let steps = stride(from: 0, through: 255, by: 15).map(UInt8.init)
    let colours = steps.flatMap { red in steps.flatMap { green in steps.map { [red, green, $0] } } }
    let picture = try drawn(colours.count, 1, colourSpace: .profile(ICCProfiles.displayP3())) { x, _ in colours[x] + [UInt8(x % 256)] }
    let (converted, note) = picture.convertedToSRGB()
    #expect(note == nil)
    #expect(converted.colourSpace == .sRGB)
    var largest = 0.0
    for (x, colour) in colours.enumerated() {
      let linear = colour.map(light)
      for channel in 0..<3 {
        let exact = level(zip(DisplayP3Tests.matrix[channel], linear).reduce(0) { $0 + $1.0 * $1.1 })
        largest = max(largest, abs(Double(converted.pixel(x, 0)[channel]) - exact))
      }
      #expect(converted.pixel(x, 0)[3] == UInt8(x % 256))
    }
    // Half a level of rounding, and what the profile's own 16-bit fractions lose near black.
    #expect(largest <= 1, "\(largest)")
  }

  @Test func `greys stay grey and exact`() throws {
    let picture = try drawn(256, 1, colourSpace: .profile(ICCProfiles.displayP3())) { x, _ in [UInt8(x), UInt8(x), UInt8(x), 255] }
    #expect(picture.convertedToSRGB().raster.pixels == picture.pixels)
  }
}
