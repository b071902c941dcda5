package import PipelineSpec
package import Storage
package import SystemPackage

/// Lists the files that a pipeline's patterns name. Reads folders and nothing else.
package struct SourceScanner: Sendable {
  /// The folder that relative patterns start from.
  private let folder: FilePath
  /// Real paths of folders whose files are never sources: the output and the store.
  private let excluded: [String]

  package init(folder: FilePath, excluding excluded: [String]) {
    self.folder = folder
    self.excluded = excluded.map(RealPath.of)
  }

  /// Regular files and links to files, each once, in the order of their paths' bytes.
  package func files(matching patterns: [FilePattern]) throws(StorageError) -> [SourceFile] {
    var unlisted: [StorageError] = []
    let files = files(matching: patterns, unlisted: &unlisted)
    // What vanished between two looks, or cannot be named, is not there.
    if let error = unlisted.first(where: { $0.kind != .notFound }) { throw error }
    return files
  }

  /// The same, going on past folders that cannot be listed and names that are not UTF-8; they are added to `unlisted`.
  package func files(matching patterns: [FilePattern], unlisted: inout [StorageError]) -> [SourceFile] {
    // Texts that only differ in composition are equal, but they are two files.
    var found: [FilePath: SourceFile] = [:]
    for pattern in patterns {
      for file in files(matching: pattern, unlisted: &unlisted) where found[FilePath(file.path)] == nil {
        found[FilePath(file.path)] = file
      }
    }
    return found.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func files(matching original: FilePattern, unlisted: inout [StorageError]) -> [SourceFile] {
    var pattern = original
    var base = basePath(of: pattern)
    if FileKind.of(base.string) == nil {
      pattern = original.ignoringCaseInBase
      base = basePath(of: pattern)
    }
    switch FileKind.of(base.string) {
    case nil, .file?, .linkToFile?: return []
    case .folder?, .other?: break
    }
    let real = FilePath(RealPath.of(base.string))
    var found: [SourceFile] = []
    walk(base, real: real, below: [], matching: pattern, into: &found, unlisted: &unlisted)
    return found
  }

  private func basePath(of pattern: FilePattern) -> FilePath {
    var path = pattern.isAbsolute ? FilePath("/") : folder
    for component in pattern.base { path.append(component) }
    return path.lexicallyNormalized()
  }

  private func walk(
    _ current: FilePath, real: FilePath, below components: [String], matching pattern: FilePattern,
    into found: inout [SourceFile], unlisted: inout [StorageError]
  ) {
    guard !isExcluded(real.string) else { return }
    let names: [String]
    do throws(StorageError) {
      names = try Folder.names(in: current.string)
    } catch {
      unlisted.append(error)
      return
    }
    for name in names {
      let path = current.appending(name)
      let inner = components + [name]
      let kind = FileKind.of(path.string)
      switch kind {
      case .folder?:
        guard pattern.couldDescend(into: inner) else { continue }
        walk(path, real: real.appending(name), below: inner, matching: pattern, into: &found, unlisted: &unlisted)
      case .file?, .linkToFile?:
        guard pattern.matches(inner) else { continue }
        // A file lies where its folder does; only a link may lead into the output.
        if kind == .linkToFile, isExcluded(RealPath.of(path.string)) { continue }
        found.append(SourceFile(path: path.string, writtenPath: written(path, by: pattern, below: inner)))
      case .other?: continue
      case nil:
        if name.unicodeScalars.contains("\u{FFFD}") {
          unlisted.append(StorageError(.notFound, path: path.string, detail: "the name is not UTF-8"))
        }
      }
    }
  }

  private func written(_ path: FilePath, by pattern: FilePattern, below components: [String]) -> String {
    pattern.isAbsolute ? path.string : (pattern.base + components).joined(separator: "/")
  }

  private func isExcluded(_ realPath: String) -> Bool {
    excluded.contains { RealPath.isWithin(realPath, $0) }
  }
}
