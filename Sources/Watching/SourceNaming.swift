import Diagnostics
import PipelineModel
import PipelineSpec
import SystemPackage

/// The assets that one source becomes, by name alone.
struct SourceNaming: Sendable {
  private let pipeline: Pipeline

  init(_ pipeline: Pipeline) { self.pipeline = pipeline }

  /// Returns the names in the order of the matrix, or the reason why the source cannot be used.
  func names(of source: SourceFile) -> Result<[String], NamingProblem> {
    do {
      let combinations = try pipeline.document.matrix.combinations(sources: [source.bindings])
      var names: [String] = []
      for combination in combinations {
        let name = pipeline.document.asset?.expand(pipeline.values.merging(combination)).text ?? pipeline.name
        if let problem = OutputNaming.problem(with: name) { return .failure(NamingProblem(message: "its asset's name \(problem)")) }
        names.append(name)
      }
      return .success(names)
    } catch {
      return .failure(NamingProblem(message: error.diagnostics.first?.message ?? "it gives too many assets"))
    }
  }

  struct NamingProblem: Error {
    let message: String
  }
}

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
