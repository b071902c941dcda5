import Diagnostics
import PipelineModel
import PipelineSpec

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
