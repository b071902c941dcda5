import Diagnostics
package import PipelineModel
package import Storage
package import SystemPackage

/// Admits one run at a time to an output folder: two would prune each other's files, and the later manifest would lose the earlier's.
package struct OutputLock: Sendable {
  private let lock: FolderLock
  /// Indicates whether it was held before; the plan's facts about the folder may be out of date then.
  package let hasWaited: Bool

  /// Creates the folder if it is missing, waits until no other run writes into it, and removes half-written files of dead processes there.
  /// - Parameters:
  ///   - willWrite: `true` if it is known that files will be written; a folder that is not writable then shows before money is spent.
  ///   - sweeps: `false` to leave half-written files alone, because runs of other machines may be writing them.
  ///   - whileWaiting: called once, if the lock is held already.
  /// - Returns: the lock, or `nil` if the run was stopped before it had it.
  package static func acquire(
    _ folder: FilePath, willWrite: Bool, sweeps: Bool = true, stop: StopSignal, whileWaiting: () -> Void = {}
  ) async throws -> OutputLock? {
    if willWrite { try prepare(folder) }
    var pause = Duration.milliseconds(10)
    var hasWaited = false
    while !stop.isStopped {
      if let lock = try FolderLock.tryAcquire(folder.string) {
        if sweeps, willWrite || Self.isWritable(folder) { _ = try ConfinedFolder(folder.string, role: .output).removeLeftoversBelow() }
        return OutputLock(lock: lock, hasWaited: hasWaited)
      }
      if !hasWaited { whileWaiting() }
      hasWaited = true
      try await Task.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(500))
    }
    return nil
  }

  /// Creates the folder if it is missing, and validates that it is writable, before money is spent.
  package static func prepare(_ folder: FilePath) throws {
    try Folder.create(at: folder.string)
    try Folder.requireWritable(at: folder.string)
  }

  private static func isWritable(_ folder: FilePath) -> Bool {
    do {
      try Folder.requireWritable(at: folder.string)
      return true
    } catch {
      return false
    }
  }

  package func release() { lock.release() }
}

/// The answers in lock files, for present and for earlier requests. Garbage collection and the report of waste need them, because the store
/// does not have them.
package enum LockedExchanges {
  private static let suffix = ".lock.yaml"

  /// Returns those of all lock files in the folders, and of the ones that are named. A lock file that cannot be read is an error, not an
  /// empty one.
  package static func all(in folders: [FilePath], files: [FilePath] = []) throws -> Set<ExchangeID> {
    var paths = files.map(\.string)
    for folder in Set(folders) where try FileStamp.of(folder.string) != nil {
      for name in try Folder.names(in: folder.string) where name.hasSuffix(suffix) { paths.append(folder.appending(name).string) }
    }
    var found: Set<ExchangeID> = []
    for path in paths {
      let file = try LockFile.read(whole: try FileBytes.read(path, limit: LockFile.sizeLimit), name: path, pipeline: "")
      found.formUnion(file.bindings.values.map(\.exchange))
      found.formUnion(file.earlierChoices.values)
    }
    return found
  }
}
