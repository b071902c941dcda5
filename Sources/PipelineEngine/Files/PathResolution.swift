package import SystemPackage

extension FilePath {
  /// `path` as seen from this folder: absolute paths are kept, `.` and `..` are resolved in the text.
  package func resolving(_ path: String) -> FilePath {
    pushing(FilePath(path)).lexicallyNormalized()
  }
}
