import Glibc

/// The files of a store, each named by the digest of its contents: `blobs/ab/cdef…`.
package struct BlobStore: Sendable {
  /// The store's folder.
  let store: String
  let isReadOnly: Bool
  let crashes: CrashPoints
  let proof = FilingProof()

  package func path(of digest: Digest) -> String {
    let hex = digest.hex
    return "\(store)/blobs/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  func folder(of digest: Digest) -> String { "blobs/\(digest.hex.prefix(2))" }

  /// Creates the folder of an answer's file.
  func makeFolder(of digest: Digest) throws(StorageError) {
    try crashes.attempt(.mkdir, after: .bodySynced, on: path(of: digest))
    try Folder.create(folder(of: digest), inStore: store)
  }

  /// Proves, once for each run, that an answer can be filed, by filing a test file.
  package func requireFiling() throws(StorageError) { try proof.give(for: store) }

  package func write(_ bytes: [UInt8]) throws(StorageError) -> Blob {
    let writer = try makeWriter()
    try writer.append(bytes)
    return try writer.finish()
  }

  /// Creates a writer for a stored file.
  /// - Parameter bytes: room to reserve on the device, if the file system can do that, so that a full disk shows before the contents are
  ///   paid for. More or less may be written.
  package func makeWriter(reserving bytes: Int = 0) throws(StorageError) -> BlobWriter {
    if isReadOnly { throw StorageError(.readOnlyStore, path: store) }
    // A stored file never changes; it is replaced or removed only.
    var file = try TemporaryFile(in: store, mode: 0o444, crashes: crashes, at: .body)
    if bytes > 0 { try file.reserve(bytes) }
    return BlobWriter(file, blobs: self)
  }

  /// Returns whether there is a file with that name and size; its contents are not verified.
  package func contains(_ blob: Blob) throws(StorageError) -> Bool {
    do {
      guard let status = try FileStatus.of(path(of: blob.digest)) else { return false }
      return FileStatus.isRegularFile(status) && Int(status.st_size) == blob.size
    } catch  where error.kind == .notAFolder {
      return false
    }
  }

  /// Files an answer that was received whole but could not be filed at that time.
  /// - Returns: `false` if it is missing, or does not match its digest.
  func fileAnswer(_ body: Blob, of exchange: ExchangeID) throws(StorageError) -> Bool {
    let path = UnenteredAnswer.path(of: exchange, in: store)
    guard try UnenteredAnswer.holds(body, of: exchange, in: store), try Digest.ofFile(at: path).digest == body.digest else { return false }
    try makeFolder(of: body.digest)
    try setDamagedAside(body)
    let target = self.path(of: body.digest)
    if try FileNames.link(path, to: target) {
      try Folder.sync(at: Folder.parent(of: target))
      try FileNames.remove(path)
    } else {
      try FileNames.rename(path, to: target)
      try Folder.sync(at: Folder.parent(of: target))
    }
    return true
  }

  /// Reads a stored file and checks its size, before memory is allocated, and its digest.
  /// A damaged one is moved to `quarantine/`.
  package func read(_ blob: Blob) throws(StorageError) -> [UInt8] {
    var bytes: [UInt8] = []
    try stream(blob, beforeFirst: { bytes.reserveCapacity(blob.size) }) { (part: Span<UInt8>) throws(StorageError) in
      // The buffer is the span's own memory, copied inside the call.
      unsafe part.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// Verifies a stored file as `read` does, without keeping the bytes.
  package func verify(_ blob: Blob) throws(StorageError) {
    try stream(blob) { (_: Span<UInt8>) throws(StorageError) in }
  }

  /// Returns the digests of the stored files, by their names.
  func digests() throws(StorageError) -> [Digest] {
    guard try FileStamp.of("\(store)/blobs") != nil else { return [] }
    var found: [Digest] = []
    for folder in try Folder.names(in: "\(store)/blobs") where folder.utf8.count == 2 {
      for name in try Folder.names(in: "\(store)/blobs/\(folder)") {
        if let digest = Digest(hex: folder + name) { found.append(digest) }
      }
    }
    return found
  }

  /// Removes temporary files of dead writers.
  /// - Returns: the names that were removed.
  package func removeLeftovers() throws(StorageError) -> [String] {
    if isReadOnly { throw StorageError(.readOnlyStore, path: store) }
    var removed = try TemporaryFile.removeLeftovers(in: store)
    for folder in ["partial", "blobs"] where try FileStamp.of("\(store)/\(folder)") != nil {
      removed += try TemporaryFile.removeLeftovers(in: "\(store)/\(folder)")
    }
    return removed
  }

  /// Passes the file on in parts; they count only if this does not throw.
  func stream(_ blob: Blob, beforeFirst: () -> Void = {}, _ body: (Span<UInt8>) throws(StorageError) -> Void) throws(StorageError) {
    let path = path(of: blob.digest)
    let file: OpenFile
    do {
      file = try OpenFile(path, O_RDONLY, doing: "reading")
    } catch  where error.kind == .notFound {
      throw StorageError(.missingBlob, path: path)
    }
    let size = Int(try file.status().st_size)
    guard size == blob.size else { throw try quarantined(blob, path, "\(size) bytes instead of \(blob.size)") }
    beforeFirst()
    var builder = DigestBuilder()
    try file.forEachPart { (part: Span<UInt8>) throws(StorageError) in
      builder.update(part)
      try body(part)
    }
    guard builder.finish() == blob.digest else { throw try quarantined(blob, path, "its bytes have changed") }
  }

  /// Moves a file that does not match its digest out of the way of a whole one.
  func setDamagedAside(_ blob: Blob) throws(StorageError) {
    do throws(StorageError) {
      try verify(blob)
    } catch {
      guard error.kind == .missingBlob || error.kind == .damagedBlob else { throw error }
    }
  }

  /// Moves the file out of the way, so that the contents can be stored again, and keeps it as evidence.
  private func quarantined(_ blob: Blob, _ path: String, _ reason: String) throws(StorageError) -> StorageError {
    if isReadOnly { return StorageError(.damagedBlob, path: path, detail: reason) }
    let folder = "\(store)/quarantine"
    try Folder.create("quarantine", inStore: store)
    let name = "\(blob.digest.hex)-\(RandomName.next())"
    do {
      try FileNames.rename(path, to: "\(folder)/\(name)")
    } catch  where error.kind == .notFound {
      // Another process found it too, and moved it first.
      return StorageError(.damagedBlob, path: path, detail: reason)
    }
    try Folder.sync(at: folder)
    return StorageError(.damagedBlob, path: path, detail: "\(reason); moved to quarantine/\(name)")
  }
}

extension AtomicFile {
  /// Copies a stored file, whose size and digest are checked before the copy gets its name.
  package static func copy(_ blob: Blob, from blobs: BlobStore, to path: String) throws(StorageError) -> WrittenFile {
    var file = try TemporaryFile(in: Folder.parent(of: path), mode: 0o666, crashes: blobs.crashes, at: .output)
    try blobs.stream(blob) { (part: Span<UInt8>) throws(StorageError) in try file.append(part) }
    let stamp = try file.commit(to: path)
    return WrittenFile(path: path, blob: blob, stamp: stamp)
  }
}
