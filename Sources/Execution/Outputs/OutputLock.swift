package import PipelineModel
import Storage
package import SystemPackage

/// Lets one run at a time write into an output folder: two would prune each other's files, and the later manifest would forget the earlier's.
package struct OutputLock: Sendable {
  private let lock: FolderLock
  /// Whether somebody else had it before; what a plan knew of the folder may be out of date then.
  package let hasWaited: Bool

  /// Creates the folder where it is missing, waits until nobody else writes into it, and removes what dead processes left half-written there.
  /// - Parameters:
  ///   - willWrite: whether it is known that files will be written; one that cannot take any shows then, before money is spent.
  ///   - whileWaiting: called once, if somebody else holds it.
  /// - Returns: nil if the run was told to stop before it had the lock.
  package static func acquire(
    _ folder: FilePath, willWrite: Bool, stop: StopSignal, whileWaiting: () -> Void = {}
  ) async throws -> OutputLock? {
    if willWrite {
      try Folder.create(at: folder.string)
      try Folder.requireWritable(at: folder.string)
    }
    var pause = Duration.milliseconds(10)
    var hasWaited = false
    while !stop.isStopped {
      if let lock = try FolderLock.tryAcquire(folder.string) {
        if willWrite || Self.isWritable(folder) { _ = try ConfinedFolder(folder.string, role: .output).removeLeftoversBelow() }
        return OutputLock(lock: lock, hasWaited: hasWaited)
      }
      if !hasWaited { whileWaiting() }
      hasWaited = true
      try await Task.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(500))
    }
    return nil
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
