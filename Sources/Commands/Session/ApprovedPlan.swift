import GatewayAPI
import PipelineEngine
import PipelineSpec
import Storage

/// What a kept plan allows a run to do.
struct ApprovedPlan {
  private let file: PlanFile
  /// The attempts under each key when the plan was made.
  private let attempts: [Digest: Int]
  private let high: Amount?

  /// Ends the command where the pipeline file is not the one that was planned.
  init(_ file: PlanFile, path: String) throws {
    self.file = file
    let requests = file.assets.flatMap(\.requests)
    let keys = requests.compactMap { request in Digest(hex: request.key).map { ($0, request.attempts) } }
    high = file.cost.flatMap { Amount($0.high) }
    guard keys.count == requests.count, (high == nil) == (file.cost == nil), file.isInRange else {
      throw CommandFailure(.wrongInput, "'\(path)' is damaged; plan again")
    }
    attempts = Dictionary(keys) { min($0, $1) }
    let bytes = try InputFile.read(file.pipeline, what: "the pipeline file of the plan")
    guard Digest.of(bytes).hex == file.sha256 else {
      throw CommandFailure(.wrongInput, "'\(file.pipeline)' has changed since '\(path)' was made; plan again and look at it")
    }
  }

  /// The arguments that the plan was made with.
  /// - Parameter given: those of the command line, which may not select anything beside the plan.
  func arguments(besides given: PipelineArguments) throws -> PipelineArguments {
    let selectors = given.gateway + given.only + given.skip + given.refresh + [given.model, given.output, given.store].compactMap(\.self)
    guard selectors.isEmpty, given.values.isEmpty else {
      throw CommandFailure(.wrongInput, "a plan says itself which gateway, assets and folders are meant; plan again with other options")
    }
    var arguments = given
    arguments.file = file.pipeline
    arguments.gateway = file.options.gateway
    arguments.model = file.options.model
    arguments.values = file.options.set.compactMap { ValueArgument(argument: $0) }
    arguments.only = file.options.only
    arguments.skip = file.options.skip
    arguments.refresh = file.options.refresh
    arguments.output = file.options.output
    arguments.store = file.options.store
    return arguments
  }

  /// The session without those wishes to ask again that were fulfilled since, so that a plan carried out twice asks once; nil where all are open.
  func session(_ session: Session, after plan: Plan) throws -> Session? {
    guard !session.options.refresh.isEmpty else { return nil }
    let asked = plan.assets.filter { asset in session.options.refresh.contains { $0.matches(asset.name) } }
    let open = asked.filter { asset in
      asset.nodes.compactMap(\.exchange).contains { exchange in attempts[exchange.identity.key].map { $0 == exchange.lastAttempt } ?? true }
    }
    guard open.count < asked.count else { return nil }
    var options = session.options
    do {
      options.refresh = try open.map { try GlobText(Self.literal($0.name)) }
    } catch {
      throw CommandFailure(.wrongInput, "an asset's name cannot be selected; plan again")
    }
    return Session(components: session.components, options: options, format: session.format, surroundings: session.surroundings)
  }

  /// Narrows what a run may do to what was planned, and to what of its cost has not been spent since.
  func narrow(_ options: ExecutionOptions, store: Store) async throws(StorageError) -> ExecutionOptions {
    var options = options
    options.permittedKeys = Set(attempts.keys)
    guard let high else {
      // Nobody knows what was approved; the wish to go on has to be said.
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

  /// A pattern that only this name matches.
  private static func literal(_ name: String) -> String {
    name.map { "*?[]{},\\".contains($0) ? "[\($0)]" : String($0) }.joined()
  }
}

extension PlanFile {
  private static let counts = 0...1_000_000_000

  /// Whether its numbers are such as a plan may have; it may come from somebody else.
  fileprivate var isInRange: Bool {
    let low = cost.flatMap { Amount($0.low) }
    let high = cost.flatMap { Amount($0.high) }
    return Self.counts.contains(calls) && Self.counts.contains(callsAtMost) && calls <= callsAtMost
      && assets.allSatisfy { $0.requests.allSatisfy { Self.counts.contains($0.attempts) } }
      && (cost == nil || low.map { low in high.map { low >= .zero && low <= $0 } ?? false } ?? false)
  }
}
