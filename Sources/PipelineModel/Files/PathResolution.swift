package import SystemPackage

extension FilePath {
  /// Returns `path` as seen from this folder: absolute paths are kept, `.` and `..` are resolved in the text.
  /// - Parameter home: what `~/` at its beginning stands for; `nil` where it stands for itself, as on a command line, where the shell has read it.
  package func resolving(_ path: String, home: FilePath? = nil) -> FilePath {
    guard let home, path.hasPrefix("~/") || path == "~" else { return pushing(FilePath(path)).lexicallyNormalized() }
    return home.pushing(FilePath(String(path.dropFirst(2)))).lexicallyNormalized()
  }
}
