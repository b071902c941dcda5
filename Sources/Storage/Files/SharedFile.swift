import Dispatch
import Glibc

/// A small file that several processes change: each change is based on the result of the last one, so none is lost.
///
/// A change holds the advisory lock of the file itself; no lock file is needed. The file is replaced, never written into, so readers need
/// no lock.
package enum SharedFile {
  /// In milliseconds; others hold the lock for milliseconds, so a longer wait means that one of them hangs.
  private static let patience = 30_000

  /// Lets `change` make new contents from the present ones, `nil` if there is no file, and writes them whole. Does not react to the
  /// cancellation of the task.
  /// - Parameters:
  ///   - limit: the largest number of bytes that are read.
  ///   - change: returns `nil` to leave everything as it is; may be called again if another process was faster.
  /// - Throws: the error of `change`, or a ``StorageError``.
  package static func update(
    _ path: String, limit: Int, _ change: @escaping @Sendable ([UInt8]?) throws -> [UInt8]?
  ) async throws {
    let result: Result<Void, any Error> = await withCheckedContinuation { continuation in
      DispatchQueue(label: "aquatint.shared-file").async {
        continuation.resume(returning: Result { try updateNow(path, limit: limit, change) })
      }
    }
    try result.get()
  }

  private static func updateNow(_ path: String, limit: Int, _ change: ([UInt8]?) throws -> [UInt8]?) throws {
    for _ in 0..<patience {
      switch try FileLock.tryAcquireExisting(path) {
      case .acquired(let lock):
        defer { lock.release() }
        let before = try FileBytes.read(path, limit: limit)
        if let after = try change(before), after != before { _ = try AtomicFile.write(after, to: path) }
        return
      case .missing:
        guard let contents = try change(nil) else { return }
        if try AtomicFile.create(contents, at: path) { return }
      case .held: usleep(1_000)
      }
    }
    throw StorageError(.fileBusy, path: path)
  }
}
