import Glibc

/// The kind of entry at a path.
package enum FileKind: Sendable {
  case file
  case folder
  /// A symbolic link to a regular file.
  case linkToFile
  /// Links to folders, broken links, devices, sockets, pipes.
  case other

  /// Returns the kind of entry at `path`, or `nil` if there is none, or if it may not be examined.
  package static func of(_ path: String) -> FileKind? {
    var facts = stat()
    guard unsafe lstat(path, &facts) == 0 else { return nil }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK:
      // The size of `facts` is the C structure's own; stat fills no more than that.
      guard unsafe stat(path, &facts) == 0 else { return .other }
      return facts.st_mode & S_IFMT == S_IFREG ? .linkToFile : .other
    default: return .other
    }
  }
}
