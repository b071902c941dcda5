import ImageCore
import PNGCodec
import TestSupport
import Testing

/// EXIF, XMP and profiles as text, as ImageMagick, exiv2 and ExifTool leave them (https://exiftool.org/TagNames/PNG.html).
@Suite struct PNGRawProfileTests {
  private let reader = ImageReader(codecs: CodecRegistry([PNG()]))
  private let exif = EXIFBlock(orientation: 6, hasGPS: true).bytes
  private let xmp = Array("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".utf8)

  private func picture() throws -> [UInt8] {
    try PNG().encode(TestPictures.gradient(PixelSize(20, 10)), metadata: .none, settings: PNGSettings())
  }

  /// A line's end, the name, the count in eight columns, and digits in lines of 72.
  private func text(_ name: String, _ block: [UInt8], isUpper: Bool = false) -> [UInt8] {
    let digits = block.map { byte in
      let text = String(byte, radix: 16, uppercase: isUpper)
      return text.count == 1 ? "0" + text : text
    }
    let lines = stride(from: 0, to: digits.count, by: 36).map { digits[$0..<min($0 + 36, digits.count)].joined() }
    let count = String(block.count)
    return Array("\n\(name)\n\(String(repeating: " ", count: 8 - count.count))\(count)\n\(lines.joined(separator: "\n"))\n".utf8)
  }

  private func chunk(_ kind: String, _ keyword: String, _ text: [UInt8]) -> [UInt8] {
    let head = Array(keyword.utf8) + [0]
    switch kind {
    case "zTXt": return head + [0] + PNGBytes.storedStream(text)
    case "iTXt": return head + [0, 0, 0, 0] + text
    default: return head + text
    }
  }

  private func file(_ kind: String, _ keyword: String, _ name: String, _ block: [UInt8], isUpper: Bool = false) throws -> [UInt8] {
    PNGBytes.inserting(kind, chunk(kind, "Raw profile type \(keyword)", text(name, block, isUpper: isUpper)), into: try picture())
  }

  private let jpegName: [UInt8] = Array("Exif".utf8) + [0, 0]
  private let jpegXMP: [UInt8] = Array("http://ns.adobe.com/xap/1.0/".utf8) + [0]

  @Test(arguments: ["tEXt", "zTXt", "iTXt"]) func `each kind of text holds each kind of block`(_ kind: String) throws {
    for (keyword, block) in [("exif", jpegName + exif), ("APP1", jpegName + exif), ("exif", exif)] {
      let picture = try reader.open(file(kind, keyword, keyword, block))
      #expect(picture.header.orientation == .rotatedClockwise, "\(keyword)")
      #expect(try picture.metadata().exif == exif, "\(keyword)")
      #expect(try picture.metadata().hasGPS, "\(keyword)")
    }
    for (keyword, block) in [("xmp", xmp), ("APP1", jpegXMP + xmp)] {
      #expect(try reader.open(file(kind, keyword, keyword, block, isUpper: true)).metadata().xmp == xmp, "\(keyword)")
    }
    let plain = PNGBytes.removing("sRGB", from: try picture())
    for keyword in ["icc", "icm"] {
      let profile = ICCProfiles.displayP3()
      let bytes = PNGBytes.inserting(kind, chunk(kind, "Raw profile type \(keyword)", text(keyword, profile)), into: plain)
      #expect(try reader.open(bytes).metadata().colourSpace == .profile(profile), "\(keyword)")
    }
  }

  @Test func `chunks of their own count first, and the first of a kind`() throws {
    let other = EXIFBlock(orientation: 3).bytes
    let both = PNGBytes.inserting("eXIf", other, into: try file("tEXt", "exif", "exif", jpegName + exif))
    #expect(try reader.open(both).header.orientation == .rotated180)
    #expect(try reader.open(both).metadata().exif == other)
    let twice = PNGBytes.inserting(
      "tEXt", chunk("tEXt", "Raw profile type exif", text("exif", jpegName + other)),
      into: try file("tEXt", "exif", "exif", jpegName + exif))
    #expect(try reader.open(twice).header.orientation == .rotated180)
    let written = try file("tEXt", "icc", "icc", ICCProfiles.displayP3())
    #expect(try reader.open(written).metadata().colourSpace == .sRGB, "what is written here says so in a chunk of its own")
  }

  @Test(arguments: [
    "", "\n", "\nexif\n", "\nexif\n       4\n0011", "\nexif\n       4\n001122zz", "\nexif\n99999999999999999999\n00", "\nexif\n       0\n",
    "\nexif\n       x\n0011",
  ]) func `text that is damaged says nothing`(_ text: String) throws {
    let bytes = PNGBytes.inserting("tEXt", chunk("tEXt", "Raw profile type exif", Array(text.utf8)), into: try picture())
    #expect(try reader.open(bytes).header.orientation == .upright)
    #expect(try reader.open(bytes).metadata().exif == nil)
  }

  @Test func `what inflates to more than a block may have is told`() throws {
    var limits = DecodeLimits.standard
    limits.metadataBytes = 100
    let bytes = try file("zTXt", "exif", "exif", jpegName + exif + [UInt8](repeating: 0, count: 200))
    let picture = try ImageReader(codecs: reader.codecs, limits: limits).open(bytes)
    #expect(picture.header.orientation == .upright)
    #expect(throws: CodecError.self) { try picture.metadata() }
  }
}
