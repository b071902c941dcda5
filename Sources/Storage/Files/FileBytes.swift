import Glibc

/// Reads whole files.
package enum FileBytes {
  private static let chunk = 1 << 20

  /// Reads the file at `path`; throws an error if it cannot be read or has more than `limit` bytes.
  package static func read(_ path: String, limit: Int) throws(StorageError) -> [UInt8] {
    // Non-blocking: opening a pipe would otherwise wait for a writer.
    try read(OpenFile(path, O_RDONLY | O_NONBLOCK, doing: "reading"), limit: limit)
  }

  /// Reads standard input to its end, whether it is a file, a pipe or a terminal; throws an error if it has more than `limit` bytes.
  package static func standardInput(limit: Int) throws(StorageError) -> [UInt8] {
    try toEnd(of: OpenFile(duplicating: STDIN_FILENO, name: "standard input"), expecting: chunk, limit: limit)
  }

  /// Reads a file from its beginning, if it is a regular one of at most `limit` bytes; the size is that of the open file.
  static func read(_ file: borrowing OpenFile, limit: Int) throws(StorageError) -> [UInt8] {
    let path = file.path
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StorageError(status.st_mode & S_IFMT == S_IFDIR ? .isAFolder : .notAFile, path: path)
    }
    guard Int(status.st_size) <= limit else { throw StorageError(errno: EFBIG, path: path, doing: "reading") }
    return try toEnd(of: file, expecting: Int(status.st_size), limit: limit)
  }

  private static func toEnd(of file: borrowing OpenFile, expecting size: Int, limit: Int) throws(StorageError) -> [UInt8] {
    var bytes: [UInt8] = []
    // One more than expected, so that the end is reached without growing.
    var room = min(limit, size) + 1
    while true {
      let before = bytes.count
      try bytes.append(addingCapacity: room) { output throws(StorageError) in try file.read(appendingTo: &output) }
      if bytes.count == before { return bytes }
      guard bytes.count <= limit else { throw StorageError(errno: EFBIG, path: file.path, doing: "reading") }
      room = bytes.count < bytes.capacity ? bytes.capacity - bytes.count : chunk
    }
  }

  /// Reads the first bytes of the regular file at `path`, at most `count`; fewer only if the file is shorter.
  package static func beginning(of path: String, count: Int) throws(StorageError) -> [UInt8] {
    try beginning(OpenFile(path, O_RDONLY | O_NONBLOCK, doing: "reading"), count: count)
  }

  static func beginning(_ file: borrowing OpenFile, count: Int) throws(StorageError) -> [UInt8] {
    guard FileStatus.isRegularFile(try file.status()) else { throw StorageError(.notAFile, path: file.path) }
    var bytes: [UInt8] = []
    while bytes.count < count {
      var buffer = [UInt8](repeating: 0, count: count - bytes.count)
      let read = try file.read(into: &buffer)
      if read == 0 { break }
      bytes += buffer[..<read]
    }
    return bytes
  }
}

extension Digest {
  /// Computes the digest of a file, reading it in parts.
  /// - Returns: the digest, and the file's stamp from before the first byte was read.
  package static func ofFile(at path: String) throws(StorageError) -> (digest: Digest, stamp: FileStamp) {
    let file = try OpenFile(path, O_RDONLY, doing: "reading")
    let stamp = FileStamp(try file.status())
    var builder = DigestBuilder()
    try file.forEachPart { (part: Span<UInt8>) throws(StorageError) in builder.update(part) }
    return (builder.finish(), stamp)
  }
}

extension OpenFile {
  /// Calls `body` with one part after another until the end of the file; no part is empty.
  func forEachPart(_ body: (Span<UInt8>) throws(StorageError) -> Void) throws(StorageError) {
    var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    while true {
      let count = try read(into: &buffer)
      if count == 0 { return }
      try body(buffer.span.extracting(first: count))
    }
  }
}
