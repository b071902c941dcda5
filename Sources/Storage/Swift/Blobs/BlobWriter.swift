import Synchronization

/// Writes one stored file from parts, such as the body of an answer while it arrives. Ends once: by `finish`, `keepPartial` or `abandon`;
/// letting go of it abandons it. After its end, appending is a programming error.
package final class BlobWriter: Sendable {
  private struct State: ~Copyable {
    var file: TemporaryFile?
    var count = 0
    var isClaimed = false
  }

  private let state: Mutex<State>
  private let blobs: BlobStore

  init(_ file: consuming TemporaryFile, blobs: BlobStore) {
    state = Mutex(State(file: consume file))
    self.blobs = blobs
  }

  /// Says whose answer this will be. Should the process die before the ledger has the answer, it is found again by this.
  package func claim(for exchange: ExchangeID) throws(StorageError) {
    try Folder.create("partial", inStore: blobs.store)
    try state.withLock { state throws(StorageError) in
      try state.file?.rename(to: UnenteredAnswer.path(of: exchange, in: blobs.store))
      state.isClaimed = true
    }
  }

  /// The number of bytes so far.
  package var count: Int { state.withLock { $0.count } }

  package func append(_ bytes: [UInt8]) throws(StorageError) { try append(bytes.span) }

  package func append(_ bytes: Span<UInt8>) throws(StorageError) {
    try state.withLock { state throws(StorageError) in
      precondition(state.file != nil, "appended to a stored file after its end")
      try state.file?.append(bytes)
      if state.count == 0, !bytes.isEmpty, state.isClaimed { blobs.crashes.pass(.bodyBegun) }
      state.count += bytes.count
    }
  }

  /// When this returns, the contents are on the device under their name.
  package func finish() throws(StorageError) -> Blob {
    var file = take()
    let blob = file.blob
    let path = blobs.path(of: blob.digest)
    try Folder.create("blobs/\(blob.digest.hex.prefix(2))", inStore: blobs.store)
    if state.withLock({ $0.isClaimed }) {
      try blobs.setDamagedAside(blob)
      try file.commitKeepingName(to: path)
    } else {
      _ = try file.commit(to: path)
    }
    return blob
  }

  /// Keeps what has arrived of an answer that ended early, as `partial/<exchange>`.
  package func keepPartial(for exchange: ExchangeID) throws(StorageError) -> PartialBody {
    var file = take()
    let name = "partial/\(exchange)"
    try Folder.create("partial", inStore: blobs.store)
    _ = try file.commit(to: "\(blobs.store)/\(name)")
    return PartialBody(name: name, blob: file.blob)
  }

  /// What was written so far; nil after the end.
  var blob: Blob? { state.withLock { $0.file?.blob } }

  /// Removes what was written.
  package func abandon() { state.withLock { $0.file = nil } }

  private func take() -> TemporaryFile {
    let file = state.withLock { $0.file.take() }
    guard let file else { preconditionFailure("a stored file was ended twice") }
    return file
  }
}
