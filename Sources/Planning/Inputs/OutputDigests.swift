import Storage
import Synchronization

/// The digests of files in an output folder that the store did not write as they are: each is hashed once, and remembered by its stamp.
final class OutputDigests: Sendable {
  private let known: [String: SourceDigest]
  private let clock: UTCClock
  private let found = Mutex<[SourceDigest]>([])

  /// - Parameter known: by absolute path.
  init(known: [String: SourceDigest], clock: UTCClock) {
    self.known = known
    self.clock = clock
  }

  /// Those that were computed, for the ledger to remember.
  var computed: [SourceDigest] { found.withLock { $0 } }

  /// Returns the digest of the file at an absolute path that has this stamp.
  func digest(of path: String, _ stamp: FileStamp) throws(StorageError) -> Digest {
    if let digest = known[path]?.digest(ifStill: stamp) { return digest }
    let recorded = clock.nanoseconds()
    let digest = try Digest.ofFile(at: path).digest
    found.withLock { $0.append(SourceDigest(path: path, stamp: stamp, digest: digest, recorded: recorded)) }
    return digest
  }
}
