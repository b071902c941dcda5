import ImageCore
import PNGCodec
import TestSupport
import Testing

/// A PNG has one profile and one XMP packet. The first of each counts whatever comes of it, so that a file cannot have many inflated.
@Suite struct PNGRepetitionTests {
  private let profile = [UInt8](repeating: 9, count: 200)
  private let keyword = Array("XML:com.adobe.xmp".utf8) + [0]

  /// A picture with these chunks before its data, in this order.
  private func file(_ chunks: [(kind: String, body: [UInt8])]) -> [UInt8] {
    PNGBytes.signature + PNGBytes.chunk("IHDR", PNGBytes.header(width: 1, height: 1))
      + chunks.flatMap { PNGBytes.chunk($0.kind, $0.body) } + PNGBytes.chunk("IDAT", PNGBytes.storedStream([0, 1, 2, 3, 4]))
      + PNGBytes.chunk("IEND", [])
  }

  private func metadata(_ chunks: (kind: String, body: [UInt8])...) throws(CodecError) -> ImageMetadata {
    var limits = DecodeLimits.standard
    limits.profileBytes = profile.count
    limits.metadataBytes = profile.count
    let bytes = file(chunks)
    return try PNG().open(bytes.span, limits: limits).readMetadata(of: bytes.span)
  }

  private func iCCP(_ stream: [UInt8]) -> (kind: String, body: [UInt8]) { ("iCCP", Array("name".utf8) + [0, 0] + stream) }

  /// Compressed, without language and translated keyword.
  private func iTXt(_ stream: [UInt8]) -> (kind: String, body: [UInt8]) { ("iTXt", keyword + [1, 0, 0, 0] + stream) }

  private var whole: [UInt8] { PNGBytes.storedStream(profile) }
  /// Without the last byte of its checksum.
  private var broken: [UInt8] { Array(whole.dropLast()) }
  private var tooLarge: [UInt8] { PNGBytes.storedStream(profile + [9]) }

  @Test func `a profile behind a broken one is not looked at`() throws {
    #expect(try metadata(iCCP(whole)).iccProfile == profile)
    #expect(throws: CodecError.self) { try metadata(iCCP(tooLarge)) }
    #expect(try metadata(iCCP(broken), iCCP(whole)).iccProfile == [])
    #expect(try metadata(iCCP(broken), iCCP(tooLarge)).iccProfile == [])
    // Nor where the first has no name, so that nothing is inflated.
    #expect(try metadata(("iCCP", [0, 0] + whole), iCCP(tooLarge)).iccProfile == [])
  }

  @Test func `XMP behind a broken packet is not looked at`() throws {
    #expect(try metadata(iTXt(whole)).xmp == profile)
    #expect(throws: CodecError.self) { try metadata(iTXt(tooLarge)) }
    #expect(try metadata(iTXt(broken), iTXt(whole)).xmp == nil)
    #expect(try metadata(iTXt(broken), iTXt(tooLarge)).xmp == nil)
    #expect(try metadata(("iTXt", keyword), iTXt(tooLarge)).xmp == nil)
  }

  @Test func `text of another keyword leaves XMP to come`() throws {
    let comment = ("iTXt", Array("Comment".utf8) + [0, 1, 0, 0, 0] + tooLarge)
    let longer = ("iTXt", Array("XML:com.adobe.xmp2".utf8) + [0, 1, 0, 0, 0] + tooLarge)
    #expect(try metadata(comment, longer, ("iTXt", []), iTXt(whole)).xmp == profile)
  }
}
