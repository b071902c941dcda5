import Runs

extension KeptPlan {
  /// Reads the file that the command line names; nil where it is no kept plan, and a pipeline file then.
  static func read(_ path: String, _ environment: ProcessEnvironment) throws -> KeptPlan? {
    let bytes = try InputFile.read(path, what: "the pipeline file", environment)
    return isOne(bytes) ? try KeptPlanProblem.surfacing(path: path) { try KeptPlan(reading: bytes) } : nil
  }

  /// What it allows; ends the command where the pipeline file is not the one that was planned.
  func approved(path: String, _ environment: ProcessEnvironment) throws -> ApprovedPlan {
    try KeptPlanProblem.surfacing(path: path) {
      try ApprovedPlan(self) { try InputFile.read(pipeline, what: "the pipeline file of the plan", environment) }
    }
  }
}

extension KeptPlanProblem {
  /// - Parameter path: of the kept plan.
  static func surfacing<Result>(path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let problem as KeptPlanProblem {
      throw CommandFailure(.wrongInput, problem.message(path: path))
    }
  }

  /// The same for what waits.
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
