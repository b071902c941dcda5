/// Writes a single file that a user named; files below a folder that was named go through ``ConfinedFolder``.
package enum AtomicFile {
  /// Writes a file, whole or not at all.
  /// - Parameter path: in a folder that exists; a file or link of that name is replaced.
  package static func write(_ bytes: [UInt8], to path: String) throws(StorageError) -> WrittenFile {
    let (folder, name) = ConfinedFolder.holding(path)
    let written = try folder.write(bytes, to: name)
    return WrittenFile(path: path, blob: written.blob, stamp: written.stamp)
  }

  /// Writes a file that does not exist yet.
  /// - Returns: `false` if a file of that name has appeared meanwhile; it stays as it is.
  static func create(_ bytes: [UInt8], at path: String) throws(StorageError) -> Bool {
    var file = try TemporaryFile(in: Folder.parent(of: path), mode: 0o666, crashes: .none, at: .output)
    try file.append(bytes.span)
    return try file.commitIfAbsent(at: path)
  }
}
