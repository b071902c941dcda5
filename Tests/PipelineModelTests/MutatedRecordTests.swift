import Diagnostics
import ImageCore
import Storage
import TestSupport
import Testing

@testable import PipelineModel

/// Manifests and lock files of which any part has been changed: read or refused, never believed beyond their ranges.
@Suite struct MutatedRecordTests {
  private static let manifest = Manifest(
    pipeline: "shop",
    files: ["a/icon.png", "b/original.png"].map { path in
      Manifest.File(
        path: path, asset: "a", variant: 1, kind: path.contains("icon") ? .rendition : .original, rendition: nil,
        sha256: Digest.of(utf8: path).hex, bytes: 3, format: "png", size: nil,
        parents: [Manifest.Parent(kind: .exchange, name: "0123456789abcdef", sha256: nil)],
        made: Manifest.Made(stage: "thumbnails", revision: 1, settings: ["longest": "2"], input: "i", key: "k"),
        provenance: Manifest.Provenance(exchange: "0123456789abcdef", gateway: "g", model: "m", cost: "0.134"),
        alternates: [Manifest.Alternate(sha256: "s", bytes: 1, format: nil, thought: true)])
    })

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func `a manifest`(_ seed: UInt64) {
    for bytes in Mutations(of: Self.manifest.encoded(), seed: seed, count: 2_000) {
      do throws(ManifestError) {
        let index = try ManifestIndex.read(bytes)
        for entry in index.files {
          expectPlausible(entry.path, variant: entry.variant, bytes: entry.bytes)
          _ = index.file(at: entry.path)
        }
        let read = try Manifest.read(bytes)
        for file in read.files { expectPlausible(file.path, variant: file.variant, bytes: file.bytes) }
        // What was read can be written, and is the same then.
        #expect(try Manifest.read(read.encoded()) == read)
      } catch {
        // Refused, which is right for most of them.
      }
    }
  }

  private func expectPlausible(_ path: String, variant: Int, bytes: Int) {
    #expect(OutputNaming.isInside(path))
    #expect((1...1_000_000).contains(variant), "\(variant)")
    #expect((0...(1 << 40)).contains(bytes), "\(bytes)")
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func `a lock file`(_ seed: UInt64) {
    let slots = ["a", "b\"\u{2028}"].map { Slot(pipeline: "shop", asset: $0, stage: 2, variant: 1) }
    let exchange = ExchangeID("0123456789abcdef")
    var file = LockFile()
    for (name, slot) in zip(["x", "y"], slots) {
      guard let exchange else { continue }
      file.bind(Binding(slot: slot, exchange: exchange, key: Digest.of(utf8: "earlier \(name)")))
      file.bind(Binding(slot: slot, exchange: exchange, key: Digest.of(utf8: name)))
    }
    let text = Array(file.text.utf8)
    for bytes in Mutations(of: text, seed: seed, count: 1_000) {
      let (read, _, diagnostics) = LockFile.read(bytes, name: "shop.lock.yaml", pipeline: "shop")
      #expect(read.bindings.keys.allSatisfy { LockFile.placeRange.contains($0.stage) && $0.variant >= 1 })
      guard diagnostics.isEmpty else { continue }
      let again = LockFile.read(Array(read.text.utf8), name: "shop.lock.yaml", pipeline: "shop")
      #expect(again.file.bindings == read.bindings, "\(String(decoding: bytes, as: UTF8.self))")
      #expect(again.file.earlierChoices == read.earlierChoices)
    }
  }
}
