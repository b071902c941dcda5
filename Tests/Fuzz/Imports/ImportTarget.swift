import FoundationEssentials
import FuzzDriver
import Storage

/// The store that archives are imported into: one for the whole process, in a temporary folder.
actor ImportTarget {
  static let shared = ImportTarget()

  private let folder = FileManager.default.temporaryDirectory.appending(path: "aquatint-imports-\(UUID().uuidString)").path
  private var store: Store?

  func take(_ archive: [UInt8]) async {
    do {
      let store = try await open()
      let path = "\(folder)/given.tar"
      _ = try AtomicFile.write(archive, to: path)
      do throws(StorageError) {
        _ = try await store.importArchive(at: path)
      } catch {
        require(error.kind == .damagedArchive, "an archive is refused by another error than its own")
        return
      }
      let total = try await store.ledger.cost(since: 0)
      require(total.nanoUSD >= 0 && total.reserved >= 0, "an archive makes room in a budget")
      require(try await store.ledger.problems().isEmpty, "an archive damages the ledger")
    } catch {
      require(false, "the store of the fuzzer cannot be used")
    }
  }

  private func open() async throws -> Store {
    if let store { return store }
    try Folder.create(at: folder)
    let opened = try await Store.open("\(folder)/store")
    store = opened
    return opened
  }
}
