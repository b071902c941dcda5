import Diagnostics
import FileWatching
import Glibc
import Storage
import SystemPackage

/// Checks whether the store can be written and is whole, and how much room is left beside it.
struct StoreCheck {
  let path: String

  /// Originals of 4K are about 20 MB each; below this a larger run fails in the middle.
  private static let littleSpace: UInt64 = 1 << 30
  private static let tooLittleSpace: UInt64 = 50 << 20

  func findings() async -> [Finding] { [writability, await consistency(), space] + network }

  /// The store, or the nearest existing folder above it.
  private var existing: String {
    var folder = FilePath(path)
    // The text stays until the call returns, with the zero that ends it.
    while unsafe access(folder.string, F_OK) != 0, folder.removeLastComponent() {}
    return folder.string
  }

  private var writability: Finding {
    let folder = existing
    // The text stays until the call returns, with the zero that ends it.
    guard unsafe access(folder, W_OK | X_OK) == 0 else {
      return .problem("store", "'\(folder)' cannot be written", fix: "make it yours, or name another with --store or AQUATINT_STORE")
    }
    return .fine("store", folder == path ? "\(path) can be written" : "none yet; \(path) can be made")
  }

  private func consistency() async -> Finding {
    do throws(StorageError) {
      let store = try await Store.openReadOnly(path)
      let problems = try await store.problems(readsContents: false)
      // Damage first: a waiting answer is filed by the next run.
      guard let first = problems.first(where: { $0.kind == .damage }) ?? problems.first else { return .fine("ledger", "whole") }
      let more = problems.count > 1 ? ", and \(Count.of(problems.count - 1, "more problem"))" : ""
      return .problem("ledger", first.description + more, fix: fix(for: first.kind))
    } catch {
      return .problem("ledger", error.description, fix: "look at the file named there, or name another store with --store")
    }
  }

  private func fix(for kind: StoreProblem.Kind) -> String {
    switch kind {
    case .answerWaits: "make '\(path)' take files again and run once more: the answer is filed for nothing; do not remove it"
    case .damage: "bring back the store from a backup, or `aquatint ledger import` a colleague's export"
    }
  }

  /// A store on a network file system works on one machine at a time.
  private var network: [Finding] {
    guard let name = NetworkFileSystem.name(at: existing) else { return [] }
    return [
      .notice(
        "store", "'\(path)' is on a network file system (\(name)); a store is for one machine",
        fix: "name one on a disk of the machine's own with --store or AQUATINT_STORE, and let machines share calls with --shared")
    ]
  }

  private var space: Finding {
    var facts = statvfs()
    let folder = existing
    // The structure outlives the call and is of the type that it fills.
    guard unsafe statvfs(folder, &facts) == 0 else {
      return .notice("disk", "how much room is left in '\(folder)' cannot be found out")
    }
    let free = UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
    let message = "\(free >> 20) MiB free"
    if free < Self.tooLittleSpace { return .problem("disk", message, fix: "make room, or name a store elsewhere with --store") }
    return free < Self.littleSpace ? .notice("disk", message, fix: "make room before a large run") : .fine("disk", message)
  }
}
