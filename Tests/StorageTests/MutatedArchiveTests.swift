import TestSupport
import Testing

@testable import Storage

/// Archives of which any part has been changed: refused as damaged with nothing entered, or taken in with sums that are right.
struct MutatedArchiveTests {
  private let folder: ScratchFolder
  private var archive: String { "\(folder.path)/paid.tar" }

  init() throws { folder = try ScratchFolder() }

  private func export() async throws -> (records: String, bytes: [UInt8]) {
    let (store, run) = try await storeWithRun(folder)
    for name in ["a", "b"] {
      let call = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey(name)))
      try await store.ledger.bind([
        Binding(slot: Slot(pipeline: "shop", asset: name, stage: 2, variant: 1), exchange: call, key: exampleKey(name))
      ])
    }
    try await run.finish(outcome: "done")
    _ = try await store.export(to: archive)
    let lines = try await store.ledger.lines(of: Set(store.ledger.allExchanges().map(\.id.text)))
    return (([ArchiveLayout.head(1)] + lines).joined(separator: "\n") + "\n", try folder.read("paid.tar"))
  }

  /// - Returns: whether it was taken in.
  private func take(_ store: Store) async throws -> Bool {
    let before = try await store.ledger.allExchanges()
    do throws(StorageError) {
      _ = try await store.importArchive(at: archive)
    } catch {
      #expect(error.kind == .damagedArchive, "\(error)")
      #expect(try await store.ledger.allExchanges() == before)
      return false
    }
    let total = try await store.ledger.cost(since: 0)
    #expect(total.nanoUSD >= 0 && total.reserved >= 0)
    for grouping in Ledger.Grouping.allCases { #expect(try await store.ledger.totals(by: grouping).allSatisfy { $0.nanoUSD >= 0 }) }
    #expect(try await store.ledger.allExchanges().allSatisfy { $0.attempt >= 1 && $0.attempt <= 2_000_000 })
    #expect(try await store.ledger.problems() == [])
    return true
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func `whatever the records say`(_ seed: UInt64) async throws {
    let (records, _) = try await export()
    let store = try await Store.open("\(folder.path)/other")
    var taken = 0
    for changed in Mutations(of: Array(records.utf8), seed: seed, count: 150) {
      // One with a wrong head is not taken for an archive, and so not replaced.
      try FileNames.remove(archive)
      var target = try ArchiveTarget(archive)
      try target.writeEntry(ArchiveLayout.records, changed)
      try target.writeEntry(ArchiveLayout.blobs + Digest.of(Array("{}".utf8)).hex, Array("{}".utf8))
      try target.writeEntry(ArchiveLayout.digests, ArchiveLayout.digestLine(Digest.of(changed)))
      try target.finish()
      if try await take(store) { taken += 1 }
    }
    #expect(taken < 150)
  }

  @Test(arguments: [5, 6] as [UInt64]) func `whatever the archive itself says`(_ seed: UInt64) async throws {
    let (_, bytes) = try await export()
    let store = try await Store.open("\(folder.path)/other")
    for changed in Mutations(of: bytes, seed: seed, count: 300) {
      try folder.write(changed, to: "paid.tar")
      _ = try await take(store)
    }
    #expect(try Folder.names(in: store.path).filter { $0.hasSuffix(".tmp") } == [])
  }
}
