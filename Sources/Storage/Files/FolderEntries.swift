import Glibc

/// One name in a folder, with its type as the file system reports it (`DT_DIR` and so on).
struct FolderEntry {
  let name: String
  let type: Int32
}

enum FolderEntries {
  /// Lists a folder, without `.` and `..`, in no order.
  static func all(in path: String) throws(StorageError) -> [FolderEntry] {
    guard let stream = unsafe opendir(path) else { throw StorageError(errno: errno, path: path, doing: "listing the folder") }
    defer { _ = unsafe closedir(stream) }
    return try unsafe read(stream, path)
  }

  /// Lists an open folder.
  static func all(in folder: borrowing OpenFile) throws(StorageError) -> [FolderEntry] {
    let parent = folder.descriptor
    let path = folder.path
    // A descriptor of its own, which the stream closes; the open folder may have been opened for passing only.
    let descriptor = try OpenFile.retrying(path, "listing the folder") { unsafe openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard let stream = unsafe fdopendir(descriptor) else {
      let code = errno
      close(descriptor)
      throw StorageError(errno: code, path: path, doing: "listing the folder")
    }
    defer { _ = unsafe closedir(stream) }
    return try unsafe read(stream, path)
  }

  @unsafe private static func read(_ stream: OpaquePointer, _ path: String) throws(StorageError) -> [FolderEntry] {
    var entries: [FolderEntry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { throw StorageError(errno: errno, path: path, doing: "listing the folder") }
        return entries
      }
      let type = Int32(unsafe entry.pointee.d_type)
      // The name ends with a zero inside the entry, which stays valid until the next call of readdir; it is copied here.
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { entries.append(FolderEntry(name: name, type: type)) }
    }
  }
}
