import BuiltIns
import ImageCore
import PipelineModel
import TestSupport
import Testing

@Suite struct WorkingMemoryTests {
  private let reader = ImageReader(codecs: CodecRegistry(BuiltIns.codecs))

  private func fixture(_ format: String, _ stem: String) throws -> [UInt8] {
    try #require(try PictureFixture.valid(FormatID(format)).first { $0.stem == stem }).bytes
  }

  @Test(arguments: [("png", "rgb-8", 4), ("png", "rgba-16", 8), ("png", "palette-1", 4), ("heic", "ten-bits", 8), ("jpeg", "cmyk", 4)])
  func `deep pictures count twice`(format: String, stem: String, bytesPerPixel: Int) throws {
    let bytes = try fixture(format, stem)
    let pixels = try #require(try reader.open(bytes).header.size.pixelCount)
    #expect(try WorkingMemory.bytes(reading: reader.open(bytes)) == bytes.count + 3 * bytesPerPixel * pixels)
    #expect(try reader.open(bytes).decode(natively: true).raster.layout.byteCount <= bytesPerPixel * pixels)
  }

  @Test func `a returned picture counts by its pixels, decoded or not`() throws {
    let bytes = try fixture("png", "rgba-16")
    let format = try reader.codec(for: bytes.span).format
    let size = try reader.open(bytes).header.size
    let decoded = try reader.open(bytes).decode(natively: true)
    let expected = try WorkingMemory.bytes(reading: reader.open(bytes))
    let stored = AnsweredPicture(format: format, size: size) { [reader] in try reader.open(bytes) }
    #expect(try WorkingMemory.bytes(startingFrom: .result(stored), with: reader) == expected)
    // Its bytes stay in the store where nobody needs them.
    let known = AnsweredPicture(format: format, size: size, decoded: decoded) { [reader] in try reader.open(bytes) }
    #expect(try WorkingMemory.bytes(startingFrom: .result(known), with: reader) == expected - bytes.count)
    #expect(try WorkingMemory.bytes(startingFrom: .raster(decoded.raster), with: reader) == expected - bytes.count)
    #expect(try WorkingMemory.bytes(startingFrom: .nothing, with: reader) == 0)
  }

  @Test func `what is made counts where it is more than what is read`() {
    func picture(_ width: Int, _ height: Int) -> PlannedPicture { PlannedPicture(name: "x", size: PixelSize(width, height), format: nil) }
    #expect(WorkingMemory.bytes(reading: 3_000, making: []) == 3_000)
    #expect(WorkingMemory.bytes(reading: 3_000, making: [picture(5, 5)]) == 3_000)
    // Several formats of one size are made of the same pixels.
    #expect(WorkingMemory.bytes(reading: 3_000, making: [picture(100, 50), picture(100, 50), picture(10, 10)]) == 1_000 + 12 * 5_100)
  }

  @Test func `what cannot be read has its reason`() {
    let error = #expect(throws: CodecError.self) { try WorkingMemory.bytes(reading: reader.open([1, 2, 3])) }
    #expect(error?.kind == .unrecognized)
  }
}
