import ImageCore
import PipelineModel
import Testing

@Suite struct NearDuplicatesTests {
  private func file(_ asset: String, _ hash: String?, variant: Int = 1, kind: OutputKind = .original) -> Manifest.File {
    var file = Manifest.File(
      path: "\(asset)/\(kind.rawValue)\(variant).png", asset: asset, variant: variant, kind: kind, sha256: "", bytes: 1, format: "png",
      size: PixelSize(8, 8), parents: [], made: Manifest.Made(stage: "generate", revision: 1, settings: [:], input: "", key: ""))
    file.perceptualHash = hash
    return file
  }

  private func marks(_ files: [Manifest.File], order: [String]) -> [String: String] {
    let byPath = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0) })
    return NearDuplicates.marked(byPath, order: order).compactMapValues(\.duplicateOf)
  }

  /// 256 bits, of which so many are set, and a mean colour.
  private func hash(bits: Int, colour: String = "808080") -> String {
    let digits = (0..<64).map { place in String((1 << max(0, min(4, bits - place * 4))) - 1, radix: 16) }
    return digits.joined() + colour
  }

  @Test func `the later in the order of the plan is marked with the earlier`() {
    let files = [file("b", hash(bits: 100)), file("a", hash(bits: 104)), file("c", hash(bits: 200))]
    #expect(marks(files, order: ["a", "b", "c"]) == ["b/original1.png": "a/original1.png"])
    #expect(marks(files, order: ["b", "a", "c"]) == ["a/original1.png": "b/original1.png"])
  }

  @Test func `variants are looked at, too, and of several the first is named`() {
    let files = [file("a", hash(bits: 8)), file("a", hash(bits: 8), variant: 2), file("b", hash(bits: 8))]
    #expect(marks(files, order: ["a", "b"]) == ["a/original2.png": "a/original1.png", "b/original1.png": "a/original1.png"])
  }

  @Test func `what differs in many bits or in colour is another picture, and so is what is unknown`() {
    #expect(marks([file("a", hash(bits: 0)), file("b", hash(bits: 21))], order: ["a", "b"]).isEmpty)
    #expect(marks([file("a", hash(bits: 0)), file("b", hash(bits: 20))], order: ["a", "b"]).count == 1)
    #expect(marks([file("a", hash(bits: 0)), file("b", hash(bits: 0, colour: "8b8080"))], order: ["a", "b"]).isEmpty)
    #expect(marks([file("a", nil), file("b", nil), file("c", "0"), file("d", "0")], order: []).isEmpty)
    #expect(marks([file("a", hash(bits: 9)), file("b", hash(bits: 9), kind: .rendition)], order: ["a", "b"]).isEmpty)
  }

  @Test func `a mark is taken away with its reason`() {
    var later = file("b", hash(bits: 100))
    later.duplicateOf = "a/original1.png"
    #expect(marks([file("a", hash(bits: 0)), later], order: ["a", "b"]).isEmpty)
  }

  @Test func `both are kept in the manifest`() throws {
    var one = file("a", hash(bits: 3))
    one.duplicateOf = "z/original1.png"
    let manifest = Manifest(pipeline: "p", files: [one])
    #expect(try Manifest.read(manifest.encoded()) == manifest)
    #expect(try ManifestIndex.read(manifest.encoded()).files.first?.duplicateOf == "z/original1.png")
  }
}
