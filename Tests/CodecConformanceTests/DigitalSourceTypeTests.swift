import BuiltIns
import ImageCore
import TestSupport
import Testing

/// What is written of a picture's origin, and what is read of a source's.
@Suite struct DigitalSourceTypeTests {
  private static let trained = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

  private func found(_ description: String) -> String? {
    let text = """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\(description)</rdf:RDF></x:xmpmeta>
      """
    return DigitalSourceType(inXMP: Array(text.utf8))?.address
  }

  @Test func `what is written is read back, and is small`() {
    let packet = XMPPacket(
      digitalSourceType: .compositeWithTrainedAlgorithmicMedia, model: "some-model", date: "2026-11-21T09:30:00Z",
      original: String(repeating: "0f", count: 32))
    #expect(DigitalSourceType(inXMP: packet.bytes) == .compositeWithTrainedAlgorithmicMedia)
    #expect(packet.bytes.count < 1_024)
    for part in ["\"some-model\"", "\"2026-11-21T09:30:00Z\"", "\"sha256:0f0f"] { #expect(packet.text.contains(part)) }
    let alone = XMPPacket(digitalSourceType: .trainedAlgorithmicMedia)
    #expect(DigitalSourceType(inXMP: alone.bytes) == .trainedAlgorithmicMedia)
    #expect(!alone.text.contains("CreateDate") && !alone.text.contains("DerivedFrom"))
  }

  @Test func `text from outside cannot leave its attribute`() {
    let packet = XMPPacket(digitalSourceType: .trainedAlgorithmicMedia, model: "a\"/><b c='&'>\n\u{1}" + String(repeating: "x", count: 999))
    #expect(packet.text.contains("AISystemUsed=\"a&quot;/&gt;&lt;b c='&amp;'&gt;&#10;\u{FFFD}xxx"))
    #expect(packet.bytes.count < 1_024)
  }

  @Test(arguments: [
    "<rdf:Description xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' e:DigitalSourceType='\(trained)'/>",
    "<rdf:Description xmlns:e=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">\n<e:DigitalSourceType>\n \(trained) </e:DigitalSourceType></rdf:Description>",
    "<rdf:Description\n xmlns:e = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/'><e:DigitalSourceType rdf:resource='\(trained)'/></rdf:Description>",
    "<!-- < --><rdf:Description rdf:about='' a:b='1'/><rdf:Description xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'><a:list><rdf:li/></a:list><e:DigitalSourceType>\(trained)</e:DigitalSourceType></rdf:Description>",
  ])
  func `it is read in every way of writing it`(_ description: String) { #expect(found(description) == Self.trained) }

  @Test(arguments: [
    "", "<", "<rdf:Description", "<rdf:Description a", "<rdf:Description a='", "<!DOCTYPE x>",
    "<rdf:Description xmlns:e='http://example.org/' e:DigitalSourceType='\(trained)'/>",
    "<rdf:Description xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' e:DigitalSourceType='two words'/>",
    "<rdf:Description xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' e:DigitalSourceType=''/>",
    "<rdf:Description xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'><e:DigitalSourceType>&lt;x</e:DigitalSourceType></rdf:Description>",
    // Of a picture that this one was made of, not its own.
    "<rdf:Description xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'><a:b><rdf:Description e:DigitalSourceType='\(trained)'/></a:b></rdf:Description>",
    "<!-- <rdf:Description xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' e:DigitalSourceType='\(trained)'/> -->",
  ])
  func `anything else says nothing`(_ description: String) { #expect(found(description) == nil) }

  @Test func `packets of any bytes are read to an end`() {
    let whole = XMPPacket(digitalSourceType: .trainedAlgorithmicMedia).bytes
    for count in whole.indices { _ = DigitalSourceType(inXMP: Array(whole.prefix(count))) }
    for index in whole.indices {
      var damaged = whole
      damaged[index] = index % 2 == 0 ? 0xFF : UInt8(ascii: "<")
      let found = DigitalSourceType(inXMP: damaged)?.address ?? ""
      #expect(found.utf8.allSatisfy { (0x21...0x7E).contains($0) })
    }
    #expect(DigitalSourceType(inXMP: [UInt8](repeating: UInt8(ascii: "<"), count: 100_000)) == nil)
  }

  @Test(arguments: Conformer.encoders) func `a packet changes no pixel, and comes back as it was`(_ conformer: Conformer) throws {
    let writer = ImageWriter(codecs: CodecRegistry(BuiltIns.codecs))
    let packet = XMPPacket(digitalSourceType: .trainedAlgorithmicMedia, model: "some-model").bytes
    let picture = TestPictures.gradient(PixelSize(12, 9))
    let plain = try writer.write(picture, as: conformer.id)
    let carrying = try writer.write(picture, as: conformer.id, xmp: packet)
    #expect(try conformer.read(carrying).pixels == conformer.read(plain).pixels)
    #expect(try conformer.reader().open(carrying).metadata().xmp == packet)
    #expect(try conformer.reader().open(plain).metadata().xmp == nil)
    #expect(carrying.count - plain.count < packet.count + 128)
  }
}
