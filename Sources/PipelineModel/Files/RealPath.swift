import Glibc
package import SystemPackage

/// Paths with every symbolic link resolved, for comparisons that must not be fooled by one.
package enum RealPath {
  /// Returns the real path of the entry at `path`; if its last components do not exist yet, the real path of the existing part, with the
  /// rest behind it.
  package static func of(_ path: String) -> String {
    var existing = FilePath(path).lexicallyNormalized()
    var missing: [FilePath.Component] = []
    while true {
      if let resolved = resolve(existing.string) {
        var result = FilePath(resolved)
        for component in missing.reversed() { result.append(component) }
        return result.string
      }
      guard let last = existing.lastComponent, existing.removeLastComponent() else { return path }
      missing.append(last)
    }
  }

  private static func resolve(_ path: String) -> String? {
    // With a null buffer realpath allocates one that is as long as it has to be; it ends with a zero and is freed here.
    guard let buffer = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(buffer) }
    return unsafe String(validatingCString: buffer)
  }

  /// Returns whether `path` is `folder` or lies in it; both real paths.
  package static func isWithin(_ path: String, _ folder: String) -> Bool {
    FilePath(path).starts(with: FilePath(folder))
  }
}

extension FilePath {
  /// Returns `path` relative to this folder: absolute paths are kept, `.` and `..` are resolved in the text.
  /// - Parameter home: the folder that a leading `~/` stands for, or `nil` if it stands for itself, as on a command line, where the shell
  ///   has expanded it.
  package func resolving(_ path: String, home: FilePath? = nil) -> FilePath {
    guard let home, path.hasPrefix("~/") || path == "~" else { return pushing(FilePath(path)).lexicallyNormalized() }
    return home.pushing(FilePath(String(path.dropFirst(2)))).lexicallyNormalized()
  }
}
