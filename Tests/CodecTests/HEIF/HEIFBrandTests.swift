import HEIFCodec
import ImageCore
import Testing

struct HEIFBrandTests {
  private func fileType(_ major: String, _ compatible: [String] = [], size: UInt8? = nil) -> [UInt8] {
    let body = Array(major.utf8) + [0, 0, 0, 0] + compatible.flatMap { Array($0.utf8) }
    return [0, 0, 0, size ?? UInt8(body.count + 8)] + Array("ftyp".utf8) + body
  }

  @Test(arguments: ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "msf1"])
  func `each brand is known as major and as compatible`(brand: String) {
    #expect(HEIF().recognizes(bytes: fileType(brand)))
    #expect(HEIF().recognizes(bytes: fileType("abcd", ["efgh", brand])))
  }

  @Test(arguments: ["avif", "avis"]) func `AV1 brands have a format of their own`(brand: String) {
    for bytes in [fileType(brand), fileType("abcd", ["efgh", brand]), fileType("mif1", [brand, "miaf"])] {
      #expect(AVIF().recognizes(bytes: bytes))
      #expect(!HEIF().recognizes(bytes: bytes))
    }
    // HEVC beside it: whatever the primary picture is, the file may hold HEVC.
    #expect(HEIF().recognizes(bytes: fileType("heic", [brand])))
    #expect(!AVIF().recognizes(bytes: fileType("heic", [brand])))
    #expect(!AVIF().recognizes(bytes: fileType("mif1", ["heic"])))
  }

  @Test func `other files of the same family are not HEIF`() {
    #expect(!HEIF().recognizes(bytes: fileType("isom", ["iso2", "avc1", "mp41"])))
    #expect(!HEIF().recognizes(bytes: fileType("jxl ", ["jxl "])))
    #expect(!HEIF().recognizes(bytes: [UInt8]()))
    #expect(!HEIF().recognizes(bytes: Array("\0\0\0\u{18}ftyphei".utf8)))
  }

  @Test func `a brand beyond the box does not count`() {
    #expect(!HEIF().recognizes(bytes: fileType("isom", ["iso2", "heic"], size: 20)))
  }

  @Test func `a sequence without a still picture is named`() throws {
    #expect(
      try HEIF().failure(fixture("heic/invalid/sequence-only.heic")) == .unsupported("a sequence without a still picture"))
  }

  @Test func `AV1 pictures are read`() throws {
    let image = try AVIF().read(fixture("avif/valid/still.avif"))
    #expect(image.header.format == AVIF.id)
    #expect(image.format.fileExtension == "avif")
    #expect(image.raster.size == PixelSize(80, 64))
    #expect(largestDifference(image.raster.pixel(3, 3), [220, 40, 30, 255]) < 12)
  }
}
