import ImageCore
import TestSupport
import Testing

/// What `decode` tells of a picture whose colours are not simply there.
@Suite struct DecodeNoteTests {
  private func decode(_ bytes: [UInt8], _ settings: String = "shoe.x") async throws -> (raster: Raster, notes: [String]) {
    var bench = try StageBench("decode", settings)
    bench.files["shoe.x"] = bytes
    return try await bench.raster()
  }

  private func fixture(_ stem: String) throws -> [UInt8] {
    try #require(try PictureFixture.valid(FormatID("jpeg")).first { $0.stem == stem }).bytes
  }

  @Test(arguments: ["cmyk", "ycck"]) func `inks are converted, with and without the marker that Adobe puts there`(_ stem: String)
    async throws
  {
    let marked = try fixture(stem)
    let bare = JPEGBytes.removing(marker: 0xEE, from: marked)
    #expect(bare.count == marked.count - 16, "APP14 has 14 bytes behind its marker")
    let words = "CMYK inks were converted to sRGB without a profile"
    let (first, second) = (try await decode(marked), try await decode(bare))
    #expect(first.notes == [words])
    #expect(second.notes == [words])
    #expect([first.raster.colourSpace, second.raster.colourSpace] == [.sRGB, .sRGB])
    // Without the marker nothing says that colours were transformed: they are inks as they stand, and hold light back as marked ones do.
    #expect((first.raster == second.raster) == (stem == "cmyk"))
  }

  @Test func `inks with a profile are told too`() async throws {
    let tagged = JPEGBytes.inserting(profile: ICCProfiles.inks(), into: try fixture("cmyk"))
    for settings in ["shoe.x", "{path: shoe.x, colour: keep}"] {
      let (raster, notes) = try await decode(tagged, settings)
      #expect(notes.first == "CMYK inks were converted to sRGB")
      #expect(raster.colourSpace == .sRGB)
    }
  }

  @Test(arguments: ["shoe.x", "{path: shoe.x, colour: keep}"]) func `a profile that is damaged or cannot be taken out is told`(
    _ settings: String
  ) async throws {
    let picture = TestPictures.gradient(PixelSize(16, 8))
    let jpeg = try StageBench.writer.write(picture, as: FormatID("jpeg"))
    let png = try StageBench.writer.write(picture, as: FormatID("png"))
    let name = Array("ICC_PROFILE".utf8) + [0]
    var damaged = ICCProfiles.displayP3()
    for index in 128..<damaged.count { damaged[index] = 0 }
    let broken: [(String, [UInt8])] = [
      ("a part is missing", JPEGBytes.inserting(marker: 0xE2, name + [1, 2, 5, 6], into: jpeg)),
      ("the stream is cut", PNGBytes.inserting("iCCP", Array("p".utf8) + [0, 0, 0x78, 1, 1], into: png)),
      ("tags are gone", JPEGBytes.inserting(profile: damaged, into: jpeg)),
    ]
    for (what, bytes) in broken {
      let (raster, notes) = try await decode(bytes, settings)
      #expect(notes.count == 1 && notes[0].hasPrefix("profile could not be read; taken as sRGB"), "\(what): \(notes)")
      #expect(raster.colourSpace == .sRGB, "\(what)")
    }
  }
}
