import Execution
import GatewayAPI
import PipelineModel
import PipelineSpec
import Planning
import Storage

/// The permissions that a kept plan gives to a run.
package struct ApprovedPlan: Sendable {
  private let file: KeptPlan
  /// The attempts under each key when the plan was made.
  private let attempts: [Digest: Int]
  private let high: Amount?

  /// - Parameter pipelineBytes: reads the pipeline file that the plan names, which must be the planned one.
  package init(_ file: KeptPlan, pipelineBytes: () throws -> [UInt8]) throws {
    self.file = file
    let requests = file.assets.flatMap(\.requests)
    let keys = requests.compactMap { request in Digest(hex: request.key).map { ($0, request.attempts) } }
    high = file.cost.flatMap { Amount($0.high) }
    guard keys.count == requests.count, (high == nil) == (file.cost == nil), file.isInRange else { throw KeptPlanProblem.damaged }
    attempts = Dictionary(keys) { min($0, $1) }
    guard Digest.of(try pipelineBytes()).hex == file.sha256 else { throw KeptPlanProblem.pipelineChanged(file.pipeline) }
  }

  /// Returns the options without those refreshes that were fulfilled since, so that a plan executed twice asks once; or `nil` if all are
  /// open.
  func openOptions(_ options: PipelineOptions, after plan: Plan) -> PipelineOptions? {
    guard !options.refresh.isEmpty else { return nil }
    let asked = plan.assets.filter(\.isRefreshed)
    let open = asked.filter { asset in
      asset.nodes.compactMap(\.exchange).contains { exchange in attempts[exchange.identity.key].map { $0 == exchange.lastAttempt } ?? true }
    }
    guard open.count < asked.count else { return nil }
    var options = options
    // Each is the name of an asset, and means that asset alone.
    options.refresh = open.map { GlobText($0.name) }
    return options
  }

  /// Returns the options without those refreshes that a machine has begun since, or `nil` if all are open. Numbers of attempts tell nothing
  /// there, because each machine's store has had calls of its own.
  func openOptions(_ options: PipelineOptions, after plan: Plan, looks: [Digest: SharedCalls.Look]) -> PipelineOptions? {
    guard !options.refresh.isEmpty else { return nil }
    var options = options
    let asked = plan.assets.filter(\.isRefreshed)
    let open = asked.filter { asset in
      !asset.nodes.compactMap(\.exchange).contains { looks[$0.identity.key]?.isBegun == true }
    }
    guard open.count < asked.count else { return nil }
    options.refresh = open.map { GlobText($0.name) }
    return options
  }

  /// Restricts a run that shares a folder to the planned calls, and to what the plan says that all machines may spend together.
  func narrowShared(_ options: ExecutionOptions) -> ExecutionOptions {
    var options = options
    options.permittedKeys = Set(attempts.keys)
    if let high {
      options.maximumCost = [options.maximumCost, high].compactMap(\.self).min()
    } else if !options.allowsUnknownPrice {
      options.maximumCost = .zero
    }
    return options
  }

  /// The digests of the files that each asset was planned with, by asset and path in the settings.
  var plannedFiles: [String: [String: String]] {
    Dictionary(file.assets.map { ($0.name, $0.files ?? [:]) }) { first, _ in first }
  }

  /// The division of its cost among parts.
  var shares: BillShare { BillShare(file) }

  /// Restricts a run to the planned calls, and to the part of their cost that has not been spent since.
  func narrow(_ options: ExecutionOptions, store: Store) async throws(StorageError) -> ExecutionOptions {
    var options = options
    options.permittedKeys = Set(attempts.keys)
    guard let high else {
      // The approved cost is not known; the user must allow it explicitly.
      if !options.allowsUnknownPrice { options.maximumCost = .zero }
      return options
    }
    var spent: Int64 = 0
    for (key, exchanges) in try await store.ledger.attempts(for: Array(attempts.keys)) {
      for exchange in exchanges where exchange.attempt > attempts[key] ?? 0 {
        let (sum, overflow) = spent.addingReportingOverflow(max(0, exchange.cost?.nanoUSD ?? exchange.reserved ?? 0))
        spent = overflow ? .max : sum
      }
    }
    let rest = Amount(nanos: max(0, max(0, high.nanos) - spent))
    options.maximumCost = [options.maximumCost, rest].compactMap(\.self).min()
    return options
  }
}

extension KeptPlan {
  private static let counts = 0...1_000_000_000

  /// Indicates whether its numbers are valid for a plan; it may come from someone else.
  fileprivate var isInRange: Bool {
    let low = cost.flatMap { Amount($0.low) }
    let high = cost.flatMap { Amount($0.high) }
    return Self.counts.contains(calls) && Self.counts.contains(callsAtMost) && calls <= callsAtMost
      && assets.allSatisfy { $0.requests.allSatisfy { Self.counts.contains($0.attempts) } }
      && (cost == nil || [low, high].allSatisfy { $0.map { $0 >= .zero } ?? false })
  }
}
