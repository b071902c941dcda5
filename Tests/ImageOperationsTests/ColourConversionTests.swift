import ImageCore
import TestSupport
import Testing

@testable import ImageOperations

@Suite struct ColourConversionTests {
  private func swatches(_ profile: [UInt8]) throws -> Raster {
    try drawn(16, 16, colourSpace: .profile(profile)) { x, y in [UInt8(x * 17), UInt8(y * 17), UInt8((x ^ y) * 17), UInt8(x * 16 + y)] }
  }

  @Test func `a profile with the numbers of sRGB changes nothing`() throws {
    let picture = try swatches(ICCProfiles.sRGB())
    let (converted, note) = picture.convertedToSRGB()
    #expect(note == nil)
    #expect(converted.pixels == picture.pixels)
    #expect(converted.colourSpace == .sRGB)
  }

  @Test func `the primaries of sRGB with another curve are not sRGB`() throws {
    let picture = try drawn(1, 1, colourSpace: .profile(ICCProfiles.sRGBPrimaries(gamma: 1.8))) { _, _ in [100, 100, 100, 255] }
    let (converted, note) = picture.convertedToSRGB()
    #expect(note == nil)
    // (100 / 255) ^ 1.8 = 0.1854, which sRGB encodes as 119.7.
    #expect((119...121).contains(converted.pixel(0, 0)[0]))
  }

  @Test func `a profile of tables gets black point compensation`() throws {
    let profile = ICCProfiles.tableWithGreyBlack()
    let picture = try drawn(2, 1, colourSpace: .profile(profile)) { x, _ in x == 0 ? [0, 0, 0, 9] : [255, 255, 255, 8] }
    let (converted, note) = picture.convertedToSRGB()
    #expect(note == nil)
    let black = converted.pixel(0, 0)
    // Lightness 20 without compensation would be 48.
    #expect(black[0] <= 8 && black[1] <= 8 && black[2] <= 8, "\(black)")
    #expect(black[3] == 9)
    #expect(converted.pixel(1, 0).allSatisfy { $0 >= 253 || $0 == 8 })
  }

  @Test func `a grey profile applies to grey pixels`() throws {
    let profile = ICCProfiles.grey(gamma: 1.0)
    let picture = try drawn(3, 1, colourSpace: .profile(profile)) { x, _ in Array(repeating: UInt8([0, 128, 255][x]), count: 3) + [200] }
    let (converted, note) = picture.convertedToSRGB()
    #expect(note == nil)
    #expect(converted.pixel(0, 0) == [0, 0, 0, 200])
    // 128 / 255 of the light is encoded as 188.
    #expect((187...189).contains(converted.pixel(1, 0)[0]))
    #expect(Set(converted.pixel(1, 0).prefix(3)).count == 1)
    #expect(converted.pixel(2, 0) == [255, 255, 255, 200])
  }

  @Test func `a grey profile on colours is a note`() throws {
    let picture = try swatches(ICCProfiles.grey(gamma: 2.2))
    let (converted, note) = picture.convertedToSRGB()
    #expect(note == .inapplicableProfile(space: "GRAY"))
    #expect(converted.pixels == picture.pixels)
    #expect(converted.colourSpace == .sRGB)
  }

  @Test func `a CMYK profile is a note`() throws {
    let (converted, note) = try swatches(ICCProfiles.labelledCMYK()).convertedToSRGB()
    #expect(note == .inapplicableProfile(space: "CMYK"))
    #expect(converted.colourSpace == .sRGB)
  }

  @Test func `broken profiles are notes`() throws {
    let whole = ICCProfiles.displayP3()
    #expect(whole.count < 1000)
    for bytes in [[], [0], Array("no profile at all".utf8), Array(whole.prefix(100)), Array(whole.prefix(200))] {
      let picture = try swatches(bytes)
      let (converted, note) = picture.convertedToSRGB()
      guard case .unreadableProfile = note else {
        Issue.record("\(bytes.count) bytes gave \(String(describing: note))")
        continue
      }
      #expect(note?.description.hasPrefix("profile could not be read; taken as sRGB") == true)
      #expect(converted.pixels == picture.pixels)
      #expect(converted.colourSpace == .sRGB)
    }
  }

  @Test func `damaged profiles never fail`() throws {
    for whole in [ICCProfiles.displayP3(), ICCProfiles.tableWithGreyBlack(), ICCProfiles.grey(gamma: 2)] {
      for index in stride(from: 0, to: whole.count, by: 9) {
        var bytes = whole
        bytes[index] ^= 0xFF
        let (converted, _) = try drawn(2, 2, colourSpace: .profile(bytes)) { x, y in [UInt8(x), UInt8(y), 9, 8] }.convertedToSRGB()
        #expect(converted.colourSpace == .sRGB)
        #expect(converted.pixel(1, 1)[3] == 8)
      }
    }
  }

  /// How large it may be is asked where it is read, and nowhere else.
  @Test func `a large profile is applied`() throws {
    var bytes = ICCProfiles.displayP3()
    let padded = 9 << 20
    bytes += [UInt8](repeating: 0, count: padded - bytes.count)
    // The size stands first (ICC.1, 7.2.2).
    bytes.replaceSubrange(0..<4, with: [UInt8(padded >> 24), UInt8(padded >> 16 & 255), UInt8(padded >> 8 & 255), UInt8(padded & 255)])
    let (converted, note) = try swatches(bytes).convertedToSRGB()
    #expect(note == nil)
    #expect(try converted == swatches(ICCProfiles.displayP3()).convertedToSRGB().raster)
  }

  @Test func `conversions side by side agree`() async throws {
    let picture = try swatches(ICCProfiles.displayP3())
    let expected = picture.convertedToSRGB().raster
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 { group.addTask { picture.convertedToSRGB().raster == expected } }
      for await isEqual in group { #expect(isEqual) }
    }
  }
}
