import Glibc

/// Reads whole files.
package enum FileBytes {
  private static let chunk = 1 << 20

  /// The bytes of the file at `path`; an error where it cannot be read or has more than `limit` bytes.
  package static func read(_ path: String, limit: Int) throws(StorageError) -> [UInt8] {
    // Without waiting: opening a pipe would otherwise last until somebody writes to it.
    let file = try OpenFile(path, O_RDONLY | O_NONBLOCK, doing: "reading")
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StorageError(status.st_mode & S_IFMT == S_IFDIR ? .isAFolder : .notAFile, path: path)
    }
    var bytes: [UInt8] = []
    // One more than there should be, so that the end is met without growing.
    var room = min(limit, Int(status.st_size)) + 1
    while true {
      let before = bytes.count
      try bytes.append(addingCapacity: room) { output throws(StorageError) in try file.read(appendingTo: &output) }
      if bytes.count == before { return bytes }
      guard bytes.count <= limit else { throw StorageError(errno: EFBIG, path: path, doing: "reading") }
      room = bytes.count < bytes.capacity ? bytes.capacity - bytes.count : chunk
    }
  }

  /// The first bytes of the regular file at `path`, at most `count`; fewer only where the file is shorter.
  package static func beginning(of path: String, count: Int) throws(StorageError) -> [UInt8] {
    let file = try OpenFile(path, O_RDONLY | O_NONBLOCK, doing: "reading")
    guard FileStatus.isRegularFile(try file.status()) else { throw StorageError(.notAFile, path: path) }
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
