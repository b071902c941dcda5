package import SystemPackage

extension FilePath {
  /// Returns `path` relative to this folder: absolute paths are kept, `.` and `..` are resolved in the text.
  /// - Parameter home: the folder that a leading `~/` stands for, or `nil` if it stands for itself, as on a command line, where the shell
  ///   has expanded it.
  package func resolving(_ path: String, home: FilePath? = nil) -> FilePath {
    guard let home, path.hasPrefix("~/") || path == "~" else { return pushing(FilePath(path)).lexicallyNormalized() }
    return home.pushing(FilePath(String(path.dropFirst(2)))).lexicallyNormalized()
  }
}
