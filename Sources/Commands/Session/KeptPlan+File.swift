import PipelineModel
import Runs
import SystemPackage

extension KeptPlan {
  /// Reads the file that the command line names, or returns `nil` if it is no kept plan but a pipeline file.
  static func read(_ path: String, _ environment: ProcessEnvironment) throws -> KeptPlan? {
    guard try InputFile.isKeptPlan(path, what: .pipeline, environment) else { return nil }
    return try KeptPlanProblem.surfacing(path: path) {
      try KeptPlan(readingFileAt: environment.currentFolder.resolving(path).string)
    }
  }

  /// Reads the file that the command line names, which has to be a kept plan.
  static func required(_ path: String, _ environment: ProcessEnvironment) throws -> KeptPlan {
    guard let kept = try read(path, environment) else {
      throw CommandFailure(.wrongInput, "'\(path)' is no kept plan; `aquatint plan FILE --out` makes one")
    }
    return kept
  }

  /// Returns the permissions of the plan; ends the command if the pipeline file is not the planned one.
  func approved(path: String, _ environment: ProcessEnvironment) throws -> ApprovedPlan {
    try KeptPlanProblem.surfacing(path: path) {
      try ApprovedPlan(self) { try InputFile.read(pipeline, what: "the pipeline file of the plan", environment) }
    }
  }
}

extension KeptPlanProblem {
  /// Maps problems with a kept plan to the command's failure.
  /// - Parameter path: of the kept plan.
  static func surfacing<Result>(path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let problem as KeptPlanProblem {
      throw CommandFailure(.wrongInput, problem.message(path: path))
    }
  }

  /// Maps errors in the same way for an asynchronous body.
  static func surfacing(path: String, _ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let problem as KeptPlanProblem {
      throw CommandFailure(.wrongInput, problem.message(path: path))
    }
  }

  private func message(path: String) -> String {
    switch self {
    case .unreadable: "'\(path)' is no plan that can be read; make it again with `aquatint plan FILE --out '\(path)'`"
    case .otherVersion: "'\(path)' was made by another version of aquatint; plan again"
    case .damaged: "'\(path)' is damaged; plan again"
    case .pipelineChanged(let pipeline): "'\(pipeline)' has changed since '\(path)' was made; plan again and look at it"
    }
  }
}
