import BuiltIns
import Diagnostics
import ImageCore
import TestSupport
import Testing

/// What codecs let a file choose, whatever that is.
@Suite struct EncodeSettingsTests {
  @Test(arguments: Conformer.encoders) func `every choice gives a picture, and the same bytes again`(_ conformer: Conformer) throws {
    let raster = TestPictures.gradient(PixelSize(61, 43))
    for variant in EncodeVariants.of(conformer.codec) {
      let bytes = try conformer.codec.encode(raster, metadata: .none, settings: variant.settings)
      #expect(try conformer.read(bytes).size == raster.size, "\(variant)")
      #expect(try conformer.codec.encode(raster, metadata: .none, settings: variant.settings) == bytes, "\(variant)")
      let names = conformer.codec.ancillaryBlocks(in: bytes.span)?.filter { $0 != "a palette" }
      #expect(names == (conformer.tellsAncillaryBlocks ? [] : nil), "\(variant)")
      #expect(try !conformer.reader().open(bytes).hasIdleBytes(), "\(variant)")
    }
  }

  @Test(arguments: Conformer.encoders) func `lossless stays exact with every choice that does not ask for less`(_ conformer: Conformer)
    throws
  {
    guard conformer.codec.format.can(.lossless) else { return }
    let raster = TestPictures.gradient(PixelSize(40, 30))
    for variant in EncodeVariants.of(conformer.codec, fidelity: Fidelity(isLossless: true))
    where variant.value != "0" || variant.key == "level" {
      #expect(variant.settings.isLossless, "\(variant)")
      let bytes = try conformer.codec.encode(raster, metadata: .none, settings: variant.settings)
      #expect(try conformer.read(bytes).pixels == raster.pixels, "\(variant)")
    }
  }

  @Test(arguments: Conformer.encoders) func `each choice is part of the key, and a value beyond is told`(_ conformer: Conformer) {
    let variants = EncodeVariants.of(conformer.codec)
    let keys = Set(variants.map { $0.resolved.settings.map(\.value) })
    #expect(keys.count == variants.count)
    for variant in variants.dropFirst() {
      #expect(EncodeVariants.diagnostics(conformer.codec, variant.key, "many").map(\.id) == [.invalidValue], "\(variant)")
    }
  }

  @Test func `no two codecs share a key`() {
    let keys = Conformer.encoders.flatMap { Set(EncodeVariants.of($0.codec).map(\.key)).subtracting([""]) }
    // One that several have means the same for each of them.
    let shared = Set(keys.filter { key in keys.count { $0 == key } > 1 })
    #expect(shared == ["chroma"])
    #expect(Set(keys) == ["progressive", "chroma", "level", "palette", "nearLossless", "method", "exact", "speed"])
  }

  @Test func `a codec that only reads describes nothing`() {
    for conformer in Conformer.all where !conformer.codec.format.can(.encode) {
      #expect(EncodeVariants.of(conformer.codec).count == 1)
    }
  }
}
