import Dispatch
import Glibc

/// A small file that several processes change: each change is made to what the last one left, so none is lost.
///
/// Whoever changes it holds the advisory lock of the file itself; nothing else has to be put beside it. The file is replaced, never written
/// into, so those who only read it need no lock.
package enum SharedFile {
  /// Others hold it for milliseconds; waiting for longer than this, in milliseconds, means that one of them hangs.
  private static let patience = 30_000

  /// Lets `change` make new contents from the present ones, nil where there is no file, and writes them whole. Does not react to the
  /// cancellation of the task.
  /// - Parameters:
  ///   - limit: the most bytes that are read.
  ///   - change: returns nil to leave everything as it is; may be called again where somebody else was faster.
  /// - Throws: what `change` throws, or a ``StorageError``.
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
