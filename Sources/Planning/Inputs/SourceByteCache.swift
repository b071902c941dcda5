package import ImageCore
package import Storage
import Synchronization

/// The opened pictures of a plan, cached for the run that follows, so that a source is read and its container parsed once.
///
/// They have the bytes of the digest in the plan. Each file's are returned once, and no more bytes are kept than the budget.
package final class SourceByteCache: Sendable {
  /// A file as it was when it was examined.
  struct File: Sendable {
    let picture: OpenedPicture
    let digest: SourceDigest

    var stamp: FileStamp { digest.stamp }
  }

  private struct Kept {
    var files: [String: File] = [:]
    var bytes = 0
  }

  private let kept = Mutex(Kept())
  private let budget: Int

  /// - Parameter budget: the number of bytes that may be kept together.
  package init(budget: Int = 64 << 20) { self.budget = budget }

  /// Keeps the picture of the file at the digest's path if there is room for it.
  func keep(_ picture: OpenedPicture, _ digest: SourceDigest) {
    kept.withLock { kept in
      if let earlier = kept.files.removeValue(forKey: digest.path) { kept.bytes -= earlier.picture.bytes.count }
      guard picture.bytes.count <= budget - kept.bytes else { return }
      kept.files[digest.path] = File(picture: picture, digest: digest)
      kept.bytes += picture.bytes.count
    }
  }

  /// Returns the cached file if it has not changed since, and keeps it: a run may be planned several times.
  func look(_ path: String, ifStill stamp: FileStamp) -> File? {
    kept.withLock { kept in
      guard let file = kept.files[path], file.stamp == stamp else { return nil }
      return file
    }
  }

  /// Returns the picture of a file that has not changed since, and removes it, or returns `nil` if it was not kept, or was taken already.
  package func take(_ path: String, ifStill stamp: FileStamp?) -> OpenedPicture? {
    kept.withLock { kept in
      guard let file = kept.files.removeValue(forKey: path) else { return nil }
      kept.bytes -= file.picture.bytes.count
      return file.stamp == stamp ? file.picture : nil
    }
  }
}
