import ImageCore
import Storage
import Testing

@testable import PipelineModel

@Suite struct ManifestIndexTests {
  private func file(_ path: String, asset: String = "a", key: String = Digest.of(utf8: "key").hex) -> Manifest.File {
    Manifest.File(
      path: path, asset: asset, variant: 1, kind: .rendition, rendition: "x", sha256: Digest.of(utf8: path).hex, bytes: 3, format: "png",
      size: PixelSize(2, 1), parents: [Manifest.Parent(kind: .source, name: "brackets ]} and \"quotes\\\".png", sha256: nil)],
      made: Manifest.Made(
        stage: "thumbnails", revision: 1, settings: ["key": "} \"key\" : {", "longest": "2"], input: "i", key: key),
      provenance: Manifest.Provenance(exchange: "e", gateway: "g", model: "m", cost: "0.1"),
      alternates: [Manifest.Alternate(sha256: "s", bytes: 1, format: nil, thought: true)])
  }

  private func expectAgreement(_ manifest: Manifest, _ bytes: [UInt8]) throws {
    let index = try ManifestIndex.read(bytes)
    #expect(index.pipeline == manifest.pipeline)
    #expect(index.files.map(\.path) == manifest.files.map(\.path))
    for file in manifest.files {
      let entry = try #require(index[file.path])
      #expect((entry.asset, entry.variant, entry.kind, entry.bytes) == (file.asset, file.variant, file.kind, file.bytes))
      #expect((entry.rendition, entry.format, entry.size) == (file.rendition, file.format, file.size))
      #expect(entry.exchange == file.provenance?.exchange)
      #expect(entry.hasContentCredentials == file.hasContentCredentials)
      #expect(entry.provenanceSetting == file.made.provenance)
      #expect(entry.digest?.hex == file.sha256)
      #expect(entry.key == Digest(hex: file.made.key))
      #expect(index.file(at: file.path) == file)
    }
    #expect(try index.whole() == manifest)
    #expect(index["absent"] == nil)
    #expect(index.file(at: "absent") == nil)
  }

  @Test func `it knows of each file what the whole manifest knows`() throws {
    var files = [file("a/x.png"), file("ä/deep/日本.png", asset: "日本"), file("b/y.png", key: "no digest"), file("c/original.txt")]
    files[0].hasContentCredentials = true
    files[1].made.provenance = "xmp"
    files[2].provenance = nil
    files[3].kind = .original
    files[3].rendition = nil
    files[3].size = nil
    files[3].format = "text"
    files[3].made = Manifest.Made(stage: "generate", revision: 1, settings: [:], input: "e", key: files[3].sha256)
    for manifest in [Manifest(pipeline: "the \"shop\" \\ ü", files: files), Manifest(pipeline: "empty")] {
      try expectAgreement(manifest, manifest.encoded())
    }
  }

  @Test func `a manifest that another hand has laid out is read too`() throws {
    let manifest = Manifest(pipeline: "shop", files: [file("a/x.png"), file("a\u{9}b/y.png")])
    let text = String(decoding: manifest.encoded(), as: UTF8.self)
    try expectAgreement(manifest, Array(text.replacing("\":", with: "\" \r\n\t: ").replacing(",\"", with: " ,\n\"").utf8))
    try expectAgreement(manifest, Array(("\u{FEFF}\n" + text.replacing("\"path\":", with: "\"unknown\":[{\"x\":[1]}],\"path\":")).utf8))
  }

  @Test(arguments: [
    "", "{}", "[]", "{\"version\":0,\"pipeline\":\"shop\",\"files\":[]}", "not JSON", "{\"version\":1,\"pipeline\":\"shop\",\"files\":[}",
    "{\"version\":1,\"pipeline\":\"shop\",\"files\":[]} and more", "{\"version\":2,\"files\":[]}", "{\"version\":2,\"pipeline\":\"shop\"}",
  ])
  func `what is none of ours is no manifest`(_ text: String) {
    #expect(throws: ManifestError.foreign) { try ManifestIndex.read(Array(text.utf8)) }
    #expect(throws: ManifestError.foreign) { try Manifest.read(Array(text.utf8)) }
  }

  @Test(arguments: [
    "{\"version\":3,\"pipeline\":\"shop\",\"files\":[]}", "{\"version\":3}", "{\"files\":{\"new\":\"shape\"},\"version\":3}",
    "{\"version\":3,\"files\":[{\"kind\":\"film\"}]}",
  ])
  func `a newer manifest is known as one, whatever its shape`(_ text: String) {
    #expect(throws: ManifestError.newer(version: 3)) { try ManifestIndex.read(Array(text.utf8)) }
    #expect(throws: ManifestError.newer(version: 3)) { try Manifest.read(Array(text.utf8)) }
  }

  @Test func `a file that was cut off is no manifest`() throws {
    let bytes = Manifest(pipeline: "shop", files: [file("a/x.png")]).encoded()
    for count in 0..<(bytes.count - 2) {
      #expect(throws: ManifestError.foreign, "\(count)") { try ManifestIndex.read(Array(bytes.prefix(count))) }
    }
  }

  @Test(arguments: [
    ("\"variant\":1", "\"variant\":0"), ("\"variant\":1", "\"variant\":-1"), ("\"variant\":1", "\"variant\":1.5"),
    ("\"bytes\":3", "\"bytes\":-3"), ("\"bytes\":3", "\"bytes\":9223372036854775808"), ("\"bytes\":3", "\"bytes\":\"3\""),
    ("\"width\":2", "\"width\":-2"), ("\"width\":2", "\"width\":4294967296"), ("\"width\":2,", ""),
    ("\"kind\":\"rendition\"", "\"kind\":\"film\""),
    ("\"path\":\"a/x.png\",", ""), ("\"format\":\"png\"", "\"format\":null"), ("\"c2pa\":true", "\"c2pa\":1"),
  ])
  func `values out of their range are refused`(_ old: String, _ new: String) throws {
    var entry = file("a/x.png")
    entry.hasContentCredentials = true
    let text = String(decoding: Manifest(pipeline: "shop", files: [entry]).encoded(), as: UTF8.self)
    #expect(text.contains(old))
    let bytes = Array(text.replacing(old, with: new).utf8)
    #expect(throws: ManifestError.foreign) { try ManifestIndex.read(bytes) }
    #expect(throws: ManifestError.foreign) { try Manifest.read(bytes) }
  }

  @Test(arguments: ["../x.png", "a/../../x.png", "/etc/passwd", "", ".", "a//x.png", "a/./x.png", "a/..", "a/x\u{0}.png", "a/"])
  func `an entry whose path leaves the folder is passed over`(_ path: String) throws {
    let bytes = Manifest(pipeline: "shop", files: [file(path), file("a/deep/er/x.png")]).encoded()
    #expect(try ManifestIndex.read(bytes).files.map(\.path) == ["a/deep/er/x.png"])
    #expect(try Manifest.read(bytes).files.map(\.path) == ["a/deep/er/x.png"])
  }
}
