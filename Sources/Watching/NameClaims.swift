import PipelineModel
import SystemPackage

/// The source that owns each asset's name. The first to claim one keeps it.
struct NameClaims: Sendable {
  /// By the folded name.
  private var owners: [String: FilePath] = [:]
  private var names: [FilePath: [String]] = [:]

  /// Claims the names for a source, all or none.
  /// - Returns: the first name that belongs to another source, and that source, or `nil` if all are its own now.
  mutating func claim(_ wanted: [String], for path: FilePath) -> (name: String, owner: FilePath)? {
    for name in wanted {
      if let owner = owners[OutputNaming.fold(name)], owner != path { return (name, owner) }
    }
    release(path)
    for name in wanted { owners[OutputNaming.fold(name)] = path }
    names[path] = wanted
    return nil
  }

  mutating func release(_ path: FilePath) {
    for name in names.removeValue(forKey: path) ?? [] { owners[OutputNaming.fold(name)] = nil }
  }

  func owns(_ path: FilePath) -> Bool { names[path] != nil }

  /// The assets of all sources, folded.
  var allNames: Set<String> { Set(owners.keys) }
}
