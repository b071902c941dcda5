import Synchronization

/// Writes one stored file from parts, such as the body of an answer while it arrives. Ends once: by `finish`, `keepPartial` or `abandon`;
/// after its end, appending is a programming error.
///
/// Releasing it abandons it, unless it belongs to an answer: that stays where it is, whatever became of its writer.
package final class BlobWriter: Sendable {
  private struct State: ~Copyable {
    var file: TemporaryFile?
    var count = 0
    /// The exchange whose answer it is.
    var owner: ExchangeID?
  }

  private let state: Mutex<State>
  private let blobs: BlobStore

  init(_ file: consuming TemporaryFile, blobs: BlobStore) {
    state = Mutex(State(file: consume file))
    self.blobs = blobs
  }

  /// Names the exchange whose answer this will be. If the process dies before the ledger has the answer, recovery finds it by this.
  package func claim(for exchange: ExchangeID) throws(StorageError) {
    try Folder.create("partial", inStore: blobs.store)
    try state.withLock { state throws(StorageError) in
      try state.file?.keep(as: UnenteredAnswer.path(of: exchange, in: blobs.store))
      state.owner = exchange
    }
  }

  /// The number of bytes so far.
  package var count: Int { state.withLock { $0.count } }

  package func append(_ bytes: [UInt8]) throws(StorageError) { try append(bytes.span) }

  package func append(_ bytes: Span<UInt8>) throws(StorageError) {
    try state.withLock { state throws(StorageError) in
      precondition(state.file != nil, "appended to a stored file after its end")
      try state.file?.append(bytes)
      if state.count == 0, !bytes.isEmpty, state.owner != nil { blobs.crashes.pass(.bodyBegun) }
      state.count += bytes.count
    }
  }

  /// Finishes the file: on return, the contents are on the device under their name. An answer whose filing fails stays in `partial/`; see
  /// ``received``.
  package func finish() throws(StorageError) -> Blob {
    try state.withLock { state throws(StorageError) in
      guard var file = state.file.take() else { preconditionFailure("a stored file was ended twice") }
      let blob = file.blob
      guard state.owner != nil else {
        try Folder.create(blobs.folder(of: blob.digest), inStore: blobs.store)
        _ = try file.commit(to: blobs.path(of: blob.digest))
        return blob
      }
      do throws(StorageError) {
        try file.sync()
        try blobs.makeFolder(of: blob.digest)
        try blobs.setDamagedAside(blob)
        try file.name(blobs.path(of: blob.digest))
        return blob
      } catch {
        state.file = consume file
        throw error
      }
    }
  }

  /// The contents that have arrived whole and durable, although they could not be filed, or `nil` if there are none.
  package var received: Blob? { state.withLock { state in state.file?.isSynced == true ? state.file?.blob : nil } }

  /// Keeps the beginning of an answer that ended early, as `partial/<exchange>`.
  package func keepPartial(for exchange: ExchangeID) throws(StorageError) -> PartialBody {
    var file = take()
    let name = "partial/\(exchange)"
    try Folder.create("partial", inStore: blobs.store)
    _ = try file.commit(to: "\(blobs.store)/\(name)")
    return PartialBody(name: name, blob: file.blob)
  }

  /// The contents written so far, or `nil` after the end.
  var blob: Blob? { state.withLock { $0.file?.blob } }

  /// Removes the contents written so far.
  package func abandon() {
    state.withLock { state in
      if let file = state.file.take() { file.discard() }
    }
  }

  private func take() -> TemporaryFile {
    let file = state.withLock { $0.file.take() }
    guard let file else { preconditionFailure("a stored file was ended twice") }
    return file
  }
}
