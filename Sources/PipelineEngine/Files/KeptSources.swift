import Storage
import Synchronization

/// The bytes of files that a plan was made with, kept for the run that follows, so that a large source is read once and not twice.
///
/// They are the bytes of the digest in the plan. Each file's are given out once, and no more are kept than the budget.
package final class KeptSources: Sendable {
  private struct File {
    let stamp: FileStamp
    let bytes: [UInt8]
  }

  private struct Kept {
    var files: [String: File] = [:]
    var bytes = 0
  }

  private let kept = Mutex(Kept())
  private let budget: Int

  /// - Parameter budget: how many bytes may be kept together.
  package init(budget: Int = 64 << 20) { self.budget = budget }

  /// Keeps the bytes of the file at an absolute path if there is room for them.
  func keep(_ bytes: [UInt8], of path: String, stamp: FileStamp) {
    kept.withLock { kept in
      if let earlier = kept.files.removeValue(forKey: path) { kept.bytes -= earlier.bytes.count }
      guard bytes.count <= budget - kept.bytes else { return }
      kept.files[path] = File(stamp: stamp, bytes: bytes)
      kept.bytes += bytes.count
    }
  }

  /// The bytes of a file that has not changed since; nil where they were not kept, or were taken already.
  func take(_ path: String, ifStill stamp: FileStamp?) -> [UInt8]? {
    kept.withLock { kept in
      guard let file = kept.files.removeValue(forKey: path) else { return nil }
      kept.bytes -= file.bytes.count
      return file.stamp == stamp ? file.bytes : nil
    }
  }
}
