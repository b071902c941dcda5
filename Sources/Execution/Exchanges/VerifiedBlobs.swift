import PipelineModel
import Planning
import Storage
import Synchronization

/// Stored pictures that a run only looks after. One that was found whole once is not read again as long as its file has not been touched.
final class VerifiedBlobs: Sendable {
  private let blobs: BlobStore
  private let clock: UTCClock
  /// By path.
  private let known: [String: SourceDigest]
  private let found = Mutex<[SourceDigest]>([])

  private init(_ blobs: BlobStore, clock: UTCClock, known: [String: SourceDigest]) {
    self.blobs = blobs
    self.clock = clock
    self.known = known
  }

  /// Reads what is known of the pictures that a plan uses again, all at once.
  static func load(for plan: Plan, store: Store, clock: UTCClock = .system) async throws(StorageError) -> VerifiedBlobs {
    var paths: Set<String> = []
    for exchange in plan.assets.lazy.flatMap(\.nodes).compactMap(\.exchange?.decision.answer) {
      if let picture = exchange.picture { paths.insert(store.blobs.path(of: picture.blob.digest)) }
    }
    return VerifiedBlobs(store.blobs, clock: clock, known: try await store.ledger.sourceDigests(for: Array(paths)))
  }

  /// Ensures that a stored picture is whole.
  /// - Throws: as ``BlobStore/verify(_:)`` does.
  func verify(_ blob: Blob) throws(StorageError) {
    let path = blobs.path(of: blob.digest)
    let recorded = clock.nanoseconds()
    let stamp = try blobs.contains(blob) ? try FileStamp.of(path) : nil
    if let stamp, let digest = known[path]?.digest(ifStill: stamp), digest == blob.digest { return }
    try blobs.verify(blob)
    guard let stamp, try FileStamp.of(path) == stamp else { return }
    let digest = SourceDigest(path: path, stamp: stamp, digest: blob.digest, recorded: recorded)
    // Of a file that was just written the stamp proves nothing yet.
    if digest.digest(ifStill: stamp) != nil { found.withLock { $0.append(digest) } }
  }

  /// Records what was found whole.
  func close(_ ledger: Ledger) async throws(StorageError) {
    let found = found.withLock { $0 }
    if !found.isEmpty { try await ledger.record(sourceDigests: found) }
  }
}
