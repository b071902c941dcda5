package import PipelineSpec
package import Storage
package import SystemPackage

/// Lists the files that match a pipeline's patterns. Reads folders and nothing else.
package struct SourceScanner: Sendable {
  /// The folder that relative patterns start from.
  private let folder: FilePath
  /// The folder that patterns with `~/` start from, or `nil` if such a pattern matches nothing.
  private let home: FilePath?
  /// Real paths of folders whose files are never sources: the output and the store.
  private let excluded: [String]

  package init(folder: FilePath, home: FilePath? = nil, excluding excluded: [String]) {
    self.folder = folder
    self.home = home
    self.excluded = excluded.map(RealPath.of)
  }

  /// The result of a walk over folders.
  package struct Survey: Sendable {
    /// Texts that differ only in Unicode composition are equal, but they are two files.
    fileprivate var found: [FilePath: SourceFile] = [:]
    /// Folders that could not be listed, in the order of the walk.
    package fileprivate(set) var problems: [StorageError] = []
    /// Files whose names are not UTF-8, with replacement characters: they cannot be recorded, so they are left out.
    package fileprivate(set) var unnameable: [String] = []
    /// Files that a pattern matched in the output or the store, which never hold sources.
    package fileprivate(set) var leftOut: [String] = []

    /// Each file once, in the order of their paths' bytes.
    package var files: [SourceFile] { found.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) } }
  }

  /// Finds regular files and links to files; continues if a folder cannot be listed.
  /// - Parameter entering: called with every folder before it is listed; for a missing folder that a pattern names, with the nearest one
  ///   above it.
  package func survey(matching patterns: [FilePattern], entering: (String) -> Void = { _ in }) -> Survey {
    var survey = Survey()
    for pattern in patterns { walk(pattern, into: &survey, entering: entering) }
    return survey
  }

  private func walk(_ original: FilePattern, into survey: inout Survey, entering: (String) -> Void) {
    if addLiteral(original, to: &survey, entering: entering) { return }
    var pattern = original
    var base = basePath(of: pattern)
    if FileKind.of(base.string) == nil {
      announceNearest(to: base, entering)
      pattern = original.ignoringCaseInBase
      base = basePath(of: pattern)
    }
    switch FileKind.of(base.string) {
    case nil, .file?, .linkToFile?: announceNearest(to: base, entering)
    case .folder?, .other?:
      let real = FilePath(RealPath.of(base.string))
      walk(base, real: real, below: [], matching: pattern, into: &survey, entering: entering)
    }
  }

  private func announceNearest(to missing: FilePath, _ entering: (String) -> Void) {
    var folder = missing
    while FileKind.of(folder.string) != .folder, folder.removeLastComponent() {}
    entering(folder.string)
  }

  private func basePath(of pattern: FilePattern) -> FilePath { path(of: pattern.base, pattern) }

  private func path(of names: [String], _ pattern: FilePattern) -> FilePath {
    var path = pattern.isAbsolute ? FilePath("/") : pattern.isInHome ? home ?? folder.appending("~") : folder
    for name in names { path.append(name) }
    return path.lexicallyNormalized()
  }

  /// Adds the file whose path is the pattern's text letter for letter; it takes precedence over the pattern.
  /// - Returns: `true` if there is such a file.
  private func addLiteral(_ pattern: FilePattern, to survey: inout Survey, entering: (String) -> Void) -> Bool {
    guard let names = pattern.literal else { return false }
    let path = path(of: names, pattern)
    switch FileKind.of(path.string) {
    case .file?, .linkToFile?: break
    default: return false
    }
    let folder = path.removingLastComponent()
    entering(folder.string)
    guard !isExcluded(RealPath.of(path.string)) else {
      survey.leftOut.append(folder.string)
      return true
    }
    survey.found[path] = SourceFile(path: path.string, writtenPath: pattern.isAbsolute ? path.string : written(names, by: pattern))
    return true
  }

  private func walk(
    _ current: FilePath, real: FilePath, below components: [String], matching pattern: FilePattern, into survey: inout Survey,
    entering: (String) -> Void
  ) {
    guard !isExcluded(real.string) else {
      survey.leftOut.append(current.string)
      return
    }
    entering(current.string)
    let names: [String]
    do throws(StorageError) {
      names = try Folder.names(in: current.string)
    } catch {
      survey.problems.append(error)
      return
    }
    for name in names {
      let path = current.appending(name)
      let inner = components + [name]
      let kind = FileKind.of(path.string)
      switch kind {
      case .folder?:
        guard pattern.couldDescend(into: inner) else { continue }
        walk(path, real: real.appending(name), below: inner, matching: pattern, into: &survey, entering: entering)
      case .file?, .linkToFile?:
        guard pattern.matches(inner) else { continue }
        // A file is in the output only if its folder is; a link may lead there from elsewhere.
        if kind == .linkToFile {
          let target = RealPath.of(path.string)
          if isExcluded(target) { continue }
          // Writing to a link's target is an event of the target's folder.
          entering(FilePath(target).removingLastComponent().string)
        }
        guard survey.found[path] == nil else { continue }
        survey.found[path] = SourceFile(path: path.string, writtenPath: written(path, by: pattern, below: inner))
      case .other?: continue
      case nil:
        if name.unicodeScalars.contains("\u{FFFD}"), pattern.matches(inner) { survey.unnameable.append(path.string) }
      }
    }
  }

  private func written(_ path: FilePath, by pattern: FilePattern, below components: [String]) -> String {
    pattern.isAbsolute ? path.string : written(pattern.base + components, by: pattern)
  }

  private func written(_ names: [String], by pattern: FilePattern) -> String {
    (pattern.isInHome ? "~/" : "") + names.joined(separator: "/")
  }

  private func isExcluded(_ realPath: String) -> Bool {
    excluded.contains { RealPath.isWithin(realPath, $0) }
  }
}

/// A picture that a pipeline starts from.
package struct SourceFile: Hashable, Sendable {
  /// Absolute.
  package let path: String
  /// As in `${source}`: relative to the pipeline file, or absolute if the pattern was.
  package let writtenPath: String

  package init(path: String, writtenPath: String) {
    self.path = path
    self.writtenPath = writtenPath
  }

  package var name: String { FilePath(path).lastComponent?.string ?? path }

  package var stem: String { FilePath(path).stem ?? name }

  /// The names that templates may use for it.
  package var bindings: Bindings { .source(path: writtenPath, name: name, stem: stem) }
}
