import BuiltIns
import ImageCore
import TestSupport
import Testing

@Suite struct RecognitionTests {
  @Test(arguments: Conformer.all) func `a codec has fixtures`(_ conformer: Conformer) throws {
    #expect(try !conformer.valid().isEmpty, "Tests/Fixtures/\(conformer.id)/valid is missing or empty")
    #expect(try !conformer.invalid().isEmpty, "Tests/Fixtures/\(conformer.id)/invalid is missing or empty")
  }

  @Test(arguments: Conformer.all) func `a codec recognises its own fixtures and no others`(_ conformer: Conformer) throws {
    for other in Conformer.all {
      for fixture in try other.valid() {
        let prefix = fixture.bytes.prefix(CodecRegistry.prefixLength)
        #expect(conformer.recognizes(prefix) == (other.id == conformer.id), "\(fixture)")
      }
    }
  }

  @Test(arguments: Conformer.all) func `a codec does not recognise what is no picture`(_ conformer: Conformer) {
    let others: [[UInt8]] = [
      [], [0], Array("GIF89a".utf8), Array("BM".utf8), Array("<svg xmlns=".utf8), Array("%PDF-1.7".utf8),
      Array("RIFF\u{10}\u{0}\u{0}\u{0}WAVEfmt ".utf8), [UInt8](repeating: 0, count: 64), [UInt8](repeating: 0xFF, count: 2),
    ]
    for bytes in others { #expect(!conformer.recognizes(bytes)) }
  }

  @Test(arguments: Conformer.all) func `a shorter prefix never traps`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      for length in 0..<min(CodecRegistry.prefixLength, fixture.bytes.count) {
        // What is recognised in a prefix is recognised in all longer ones.
        if conformer.recognizes(fixture.bytes.prefix(length)) { #expect(conformer.recognizes(fixture.bytes), "\(fixture)") }
      }
    }
  }

  @Test func `no bytes and unknown bytes have their own errors`() {
    let reader = ImageReader(codecs: CodecRegistry(BuiltIns.codecs))
    let none: [UInt8] = []
    let text = Array("not a picture at all".utf8)
    #expect(throws: CodecError(format: nil, kind: .empty)) { try reader.open(none).header }
    #expect(throws: CodecError(format: nil, kind: .unrecognized)) { try reader.open(text).header }
  }

  @Test func `no two formats share a media type or an extension`() {
    let formats = BuiltIns.codecs.map(\.format)
    let types = formats.flatMap { [$0.mediaType] + $0.alternativeMediaTypes }
    let extensions = formats.flatMap(\.fileExtensions)
    #expect(Set(types).count == types.count)
    #expect(Set(extensions).count == extensions.count)
  }
}
