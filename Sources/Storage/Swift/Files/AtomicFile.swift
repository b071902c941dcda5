import Glibc

/// A file of the user's that was written whole.
package struct WrittenFile: Hashable, Sendable {
  package let path: String
  package let blob: Blob
  /// As the file system has it under its final name.
  package let stamp: FileStamp
}

/// Writes outputs: a temporary file `.aquatint-*.tmp` in the same folder, made durable, then renamed.
/// After an error the target is what it was before and no temporary file remains.
package enum AtomicFile {
  /// - Parameter path: in a folder that exists; a file or link of that name is replaced.
  package static func write(_ bytes: [UInt8], to path: String, crashes: CrashPoints = .none) throws(StorageError) -> WrittenFile {
    var file = try TemporaryFile(in: Folder.parent(of: path), mode: 0o666, crashes: crashes, at: .output)
    try file.append(bytes.span)
    let stamp = try file.commit(to: path)
    return WrittenFile(path: path, blob: file.blob, stamp: stamp)
  }

  /// Writes a file that is not there yet.
  /// - Returns: false where a file of that name has come meanwhile; it stays as it is.
  static func create(_ bytes: [UInt8], at path: String) throws(StorageError) -> Bool {
    var file = try TemporaryFile(in: Folder.parent(of: path), mode: 0o666, crashes: .none, at: .output)
    try file.append(bytes.span)
    return try file.commitIfAbsent(at: path)
  }

  /// Removes the temporary files of writers that no longer live; those that are being written stay.
  /// - Returns: the names that were removed.
  package static func removeLeftovers(in folder: String) throws(StorageError) -> [String] {
    try TemporaryFile.removeLeftovers(in: folder)
  }
}
