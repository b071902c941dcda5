import BuiltIns
import ImageCore
import TestSupport
import Testing

@Suite struct InspectionTests {
  private let reader = ImageReader(codecs: CodecRegistry(BuiltIns.codecs))

  private func inspect(_ format: String, _ stem: String) throws -> PictureInspection {
    let fixture = try #require(try PictureFixture.valid(FormatID(format)).first { $0.stem == stem })
    return try PictureInspection(reader.open(fixture.bytes))
  }

  @Test(arguments: Conformer.all) func `every fixture can be inspected`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      let facts = try PictureInspection(reader.open(fixture.bytes))
      #expect(facts.format.id == conformer.id, "\(fixture)")
      #expect(facts.alphaUse != .unknown, "\(fixture)")
      #expect((facts.alphaUse == .none) == !facts.header.hasAlpha, "\(fixture)")
      #expect(facts.encodedBytes == fixture.bytes.count)
    }
  }

  @Test func `channels are counted as stored`() throws {
    #expect(try inspect("png", "grey-8").channels == 1)
    #expect(try inspect("png", "grey-alpha-8").channels == 2)
    #expect(try inspect("png", "rgb-8").channels == 3)
    #expect(try inspect("png", "rgba-16").channels == 4)
    #expect(try inspect("jpeg", "cmyk").channels == 4)
  }

  @Test func `a palette is told`() throws {
    for stem in ["palette-1", "palette-8"] {
      let facts = try inspect("png", stem)
      #expect(facts.header.hasPalette, "\(stem)")
      #expect(facts.channels == 3, "\(stem)")
    }
    #expect(try !inspect("png", "rgb-8").header.hasPalette)
    #expect(try !inspect("jpeg", "cmyk").header.hasPalette)
  }

  @Test(arguments: [
    ("<rdf:Description rdf:about='' xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:GPSLatitude='48,12.5N'/>", true),
    (
      "<rdf:Description rdf:about='' xmlns:e='http://ns.adobe.com/exif/1.0/'><e:GPSLongitude>16,22.0E</e:GPSLongitude></rdf:Description>",
      true
    ),
    ("<rdf:Description rdf:about='' xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:ColorSpace='1'/>", false),
    ("<rdf:Description rdf:about='' xmlns:exif='http://example.com/' exif:GPSLatitude='48,12.5N'/>", false),
  ])
  func `a place that only XMP tells is told`(_ description: String, _ isTold: Bool) throws {
    let packet =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\(description)</rdf:RDF></x:xmpmeta>"
    let codec = try #require(reader.codecs.codec(for: FormatID("jpeg")))
    let plain = try codec.encode(TestPictures.gradient(PixelSize(6, 5)), metadata: .none, settings: codec.encodeSettings(for: Fidelity()))
    let file = JPEGBytes.inserting(xmp: Array(packet.utf8), into: plain)
    #expect(try PictureInspection(reader.open(file)).hasGPS == isTold)
  }

  @Test func `alpha that no pixel uses is told from alpha that is used`() throws {
    let opaque = TestPictures.gradient(PixelSize(6, 5))
    let codec = try #require(reader.codecs.codec(for: FormatID("png")))
    let row: [UInt8] = [0, 1, 2, 3, 255]
    let unused =
      PNGBytes.signature + PNGBytes.chunk("IHDR", PNGBytes.header(width: 1, height: 1)) + PNGBytes.chunk("IDAT", PNGBytes.storedStream(row))
      + PNGBytes.chunk("IEND", [])
    #expect(try PictureInspection(reader.open(unused)).alphaUse == .unused)
    let none = try codec.encode(opaque, metadata: .none, settings: codec.encodeSettings(for: Fidelity()))
    #expect(try PictureInspection(reader.open(none)).alphaUse == .none)
    #expect(try inspect("png", "rgba-8-interlaced").alphaUse == .used)
    let broken = Array(unused.prefix(45))
    #expect(try PictureInspection(reader.open(broken)).alphaUse == .unknown)
  }

  @Test func `colours have names`() throws {
    #expect(try inspect("heic", "code-points").colourName == "Display P3")
    #expect(try inspect("heic", "plain").colourName.map { !$0.isEmpty } ?? true)
    let codec = try #require(reader.codecs.codec(for: FormatID("jpeg")))
    let profile = ICCProfiles.displayP3()
    let bytes = try codec.encode(
      TestPictures.gradient(PixelSize(8, 8)), metadata: ImageMetadata(iccProfile: profile),
      settings: codec.encodeSettings(for: Fidelity()))
    #expect(try PictureInspection(reader.open(bytes)).colourName == "RGB built-in")
  }

  @Test func `a name that says another type is seen`() throws {
    let facts = try inspect("jpeg", "rgb")
    #expect(facts.agrees(with: "JPG") && facts.agrees(with: "jpeg"))
    #expect(!facts.agrees(with: "png"))
  }

  @Test func `descriptions of profiles are read within bounds`() throws {
    let profile = ICCProfiles.displayP3()
    #expect(ICCProfile(profile.span) != nil)
    for length in stride(from: 0, to: profile.count, by: 7) {
      let cut = Array(profile.prefix(length))
      if let facts = ICCProfile(cut.span) { #expect(facts.colourSpace == "RGB") }
    }
    for index in stride(from: 0, to: profile.count, by: 3) {
      var damaged = profile
      damaged[index] = 0xFF
      if let facts = ICCProfile(damaged.span) { #expect((facts.profileDescription?.count ?? 0) <= 200) }
    }
  }
}
