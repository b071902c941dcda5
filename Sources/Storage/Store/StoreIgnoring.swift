/// The `.gitignore` that keeps a store out of version control, and nothing else: a lock file is meant for it, wherever it lies.
enum StoreIgnoring {
  /// For a folder that holds nothing but the store.
  private static let everything = Array("*\n".utf8)

  /// For a folder that the store shares with others' files, the pipeline file and its lock file perhaps.
  private static let ownFiles = Array(
    """
    # The store of aquatint; other files are none of its business.
    /.gitignore
    /ledger.sqlite*
    /ledger.lock
    /calls.jsonl
    /blobs/
    /partial/
    /quarantine/
    /runs/
    /locks/
    /.aquatint-*.tmp

    """.utf8)

  private static let ownNames: Set<String> = ["ledger.lock", "calls.jsonl", "blobs", "partial", "quarantine", "runs", "locks"]

  /// Writes one if there is none.
  static func write(in store: String) throws(StorageError) {
    let path = "\(store)/.gitignore"
    guard try FileStamp.of(path) == nil else { return }
    _ = try AtomicFile.write(try isShared(store) ? ownFiles : everything, to: path)
  }

  /// Ensures that a file which is to be kept is not covered by the patterns of an earlier call.
  /// - Parameter file: absolute; need not exist.
  static func uncover(_ file: String, in store: String) throws(StorageError) {
    guard file.hasPrefix(store == "/" ? "/" : store + "/") else { return }
    let path = "\(store)/.gitignore"
    guard try FileStamp.of(path)?.size == everything.count, try FileBytes.read(path, limit: everything.count) == everything else { return }
    _ = try AtomicFile.write(ownFiles, to: path)
  }

  private static func isShared(_ store: String) throws(StorageError) -> Bool {
    try Folder.names(in: store).contains { name in
      !ownNames.contains(name) && !name.hasPrefix("ledger.sqlite") && !TemporaryFile.isName(name)
    }
  }
}
