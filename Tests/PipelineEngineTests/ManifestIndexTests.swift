import Foundation
import Storage
import Testing

@testable import PipelineEngine

@Suite struct ManifestIndexTests {
  private func file(_ path: String, asset: String = "a", key: String = Digest.of(utf8: "key").hex) -> Manifest.File {
    Manifest.File(
      path: path, asset: asset, variant: 1, kind: "rendition", sha256: Digest.of(utf8: path).hex, bytes: 3, format: "png", width: 2,
      height: 1, parents: [Manifest.Parent(kind: "source", name: "brackets ]} and \"quotes\\\".png", sha256: nil)],
      made: Manifest.Made(
        stage: "thumbnails", revision: 1, settings: ["key": "} \"key\" : {", "longest": "2"], input: "i", key: key),
      provenance: Manifest.Provenance(exchange: "e", gateway: "g", model: "m", cost: "0.1"),
      alternates: [Manifest.Alternate(sha256: "s", bytes: 1, format: nil, thought: true)])
  }

  private func expectAgreement(_ manifest: Manifest, _ bytes: [UInt8]) throws {
    let index = try #require(ManifestIndex.read(bytes))
    #expect(index.pipeline == manifest.pipeline)
    #expect(index.entries.count == manifest.files.count)
    for file in manifest.files {
      let entry = try #require(index[file.path])
      #expect((entry.asset, entry.variant, entry.kind, entry.size) == (file.asset, file.variant, file.kind, file.bytes))
      #expect((entry.format, entry.width, entry.height) == (file.format, file.width, file.height))
      #expect(entry.exchange == file.provenance?.exchange)
      #expect(entry.hasContentCredentials == (file.c2pa ?? false))
      #expect(entry.provenanceSetting == file.made.provenance)
      #expect(entry.digest?.hex == file.sha256)
      #expect(entry.key?.hex == (Digest(hex: file.made.key) == nil ? nil : file.made.key))
      #expect(index.file(at: file.path) == file)
    }
    #expect(index.files.map(\.path) == manifest.files.map(\.path))
    #expect(index.whole() == manifest)
    #expect(index["absent"] == nil)
    #expect(index.file(at: "absent") == nil)
  }

  @Test func `it knows of each file what the decoder knows`() throws {
    var files = [file("a/x.png"), file("ä/日本.png", asset: "日本"), file("b/y.png", key: "no digest")]
    files[0].c2pa = true
    files[1].made.provenance = "xmp"
    files[2].c2pa = false
    files[2].provenance = nil
    for manifest in [Manifest(pipeline: "the \"shop\" \\ ü", files: files), Manifest(pipeline: "empty")] {
      try expectAgreement(manifest, try manifest.encoded())
    }
  }

  @Test func `a manifest that another hand has laid out is read too`() throws {
    let manifest = Manifest(pipeline: "shop", files: [file("a/x.png"), file("a\u{9}b/y.png")])
    let encoder = JSONEncoder()
    try expectAgreement(manifest, [UInt8](encoder.encode(manifest)))
    encoder.outputFormatting = [.prettyPrinted]
    let lines = String(decoding: try encoder.encode(manifest), as: UTF8.self)
    try expectAgreement(manifest, Array(lines.replacing("\n", with: "\r\n\t").utf8))
  }

  @Test(arguments: [
    "", "{}", "[]", "{\"version\":2,\"pipeline\":\"shop\",\"files\":[]}", "not JSON", "{\"version\":1,\"pipeline\":\"shop\",\"files\":[}",
    "{\"version\":1,\"pipeline\":\"shop\",\"files\":[]} and more",
  ])
  func `what is none of ours is no manifest`(_ text: String) {
    #expect(ManifestIndex.read(Array(text.utf8)) == nil)
  }

  @Test func `a file that was cut off is no manifest`() throws {
    let bytes = try Manifest(pipeline: "shop", files: [file("a/x.png")]).encoded()
    for count in stride(from: 0, to: bytes.count - 2, by: 7) { #expect(ManifestIndex.read(Array(bytes.prefix(count))) == nil) }
  }
}
