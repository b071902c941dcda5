import GatewayAPI
import ImageCore
import Storage

/// Runs one asset: from where its stored answers leave off to its files. Everything that goes wrong here is this asset's own affair.
struct AssetRunner: Sendable {
  let planned: PlannedAsset
  let services: RunServices

  private var chain: Chain { planned.asset.chain }

  func run() async throws(AssetFailure) {
    let outcome: Result<Exchange?, AssetFailure>
    do {
      outcome = .success(try await runBranches())
    } catch {
      outcome = .failure(Self.failure(of: error))
    }
    switch outcome {
    case .success(let original?): await services.originals.post(.success(original), of: planned.name)
    case .success(nil):
      let failure = AssetFailure(.asset, name: "no-original", message: "there is no stored answer")
      await services.originals.post(.failure(failure), of: planned.name)
    case .failure(let failure):
      await services.originals.post(.failure(failure), of: planned.name)
      throw failure
    }
  }

  /// - Returns: the answer of the last paid stage, of the first variant.
  private func runBranches() async throws -> Exchange? {
    if let problem = planned.problem { throw Self.failure(of: problem) }
    guard let fanOut = chain.fanOutIndex else {
      var branch = BranchRunner(planned: planned, variant: 1, services: services)
      return try await branch.run(from: nil)
    }
    // What the variants have in common is done once, and only if one of them needs it.
    var prefix: BranchRunner.Checkpoint?
    if planned.steps.contains(where: { $0.index == fanOut && $0.status == .call }) {
      var shared = BranchRunner(planned: planned, variant: 1, services: services)
      prefix = try await shared.advance(to: fanOut)
    }
    let start = prefix
    let ended = try await withThrowingTaskGroup(of: (variant: Int, outcome: Result<Exchange?, AssetFailure>).self) { group in
      for variant in 1...chain.variants {
        group.addTask {
          var branch = BranchRunner(planned: planned, variant: variant, services: services)
          do {
            return (variant, .success(try await branch.run(from: start)))
          } catch {
            return (variant, .failure(Self.failure(of: error)))
          }
        }
      }
      var ended: [(variant: Int, outcome: Result<Exchange?, AssetFailure>)] = []
      for try await branch in group { ended.append(branch) }
      return ended.sorted { $0.variant < $1.variant }
    }
    for branch in ended {
      if case .failure(let failure) = branch.outcome { throw failure }
    }
    return try ended.first?.outcome.get()
  }

  private static func failure(of problem: PlannedProblem) -> AssetFailure {
    let (kind, name): (AssetFailure.Kind, String) =
      switch problem.kind {
      case .source: (.asset, "unusable-source")
      case .unknownExchange: (.unknownExchange, "unknown-exchange")
      case .missingAnswer: (.asset, "missing-answer")
      }
    return AssetFailure(kind, name: name, message: problem.message, position: problem.position)
  }

  /// Any error as a failure of the asset, translated once and in one place.
  static func failure(of error: any Error) -> AssetFailure {
    switch error {
    case let failure as AssetFailure: failure
    case let failure as StageFailure: AssetFailure(.asset, name: failure.name, message: failure.message)
    case let failure as StorageError:
      AssetFailure(failure.isEnvironment ? .environment : .asset, name: "storage", message: failure.description)
    case let failure as GatewayError:
      AssetFailure(
        failure.isQuota ? .quota : failure.isEnvironment ? .environment : .asset, name: "gateway", message: failure.message)
    case let failure as CodecError: AssetFailure(.asset, name: "unusable-picture", message: failure.description)
    case is CancellationError: AssetFailure(.stopped, name: "stopped", message: "the run was stopped")
    default: AssetFailure(.asset, name: "failed", message: "something that was not expected: \(error)")
    }
  }
}
