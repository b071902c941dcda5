import BuiltIns
import ImageCore
import TestSupport
import Testing

/// Real, damaged and hostile pictures made by others; they are on few machines and never part of the project.
@Suite(.enabled(if: TestFiles.corpus != nil, "the corpus is not here; AQUATINT_CORPUS names its folder"))
struct CorpusTests {
  private static let folders = [
    "colour", "generated", "heic", "heif", "hostile", "jpeg", "orientation", "photos", "pngsuite", "webp",
  ]

  @Test(arguments: folders) func `every file decodes or has a reason`(_ folder: String) throws {
    let corpus = try #require(TestFiles.corpus)
    let reader = ImageReader(codecs: CodecRegistry(BuiltIns.codecs))
    for path in try TestFiles.contents(of: "\(corpus)/\(folder)") {
      let bytes = try TestFiles.bytes(at: path)
      do throws(CodecError) {
        let header = try reader.open(bytes).header
        let decoded = try reader.open(bytes).decode()
        #expect(decoded.raster.size == header.size, "\(path)")
        let native = try reader.open(bytes).decode(natively: true).raster
        #expect(native.size == header.size, "\(path)")
        // Larger ones take a debug build too long.
        if native.format == .rgba16, native.layout.byteCount <= 4 << 20 {
          let rounded = native.roundedToBytes()
          #expect(zip(rounded.pixels, decoded.raster.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(path)")
        }
      } catch {
        #expect(!error.description.isEmpty, "\(path)")
        // What is suspicious for its size alone is nobody's honest picture.
        if case .limit(.decompressionRatio, _, _) = error.kind { #expect(folder == "hostile", "\(path)") }
      }
      _ = failure { () throws(CodecError) in _ = try reader.open(bytes).metadata() }
    }
  }

  @Test func `files of the PNG suite are refused where their name begins with x, and only there`() throws {
    let corpus = try #require(TestFiles.corpus)
    let reader = ImageReader(codecs: CodecRegistry(BuiltIns.codecs))
    for path in try TestFiles.contents(of: "\(corpus)/pngsuite") where path.hasSuffix(".png") {
      let bytes = try TestFiles.bytes(at: path)
      let error = failure { () throws(CodecError) in _ = try reader.open(bytes).decode() }
      #expect((error != nil) == TestFiles.name(of: path).hasPrefix("x"), "\(path): \(String(describing: error))")
    }
  }
}
