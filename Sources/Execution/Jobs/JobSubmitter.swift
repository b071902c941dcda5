import GatewayAPI
import PipelineModel
import Storage

/// Submits jobs whose items are entered: each once, whatever happens.
struct JobSubmitter: Sendable {
  let store: Store
  let client: any JobClient
  let stop: StopSignal
  /// Called with the number of items and their gateway, before the first byte of a job leaves.
  let willSubmit: @Sendable (Int, GatewayProfile) -> Void

  /// Bytes of a submission around its items' lines.
  private static let envelope = 4 << 10
  /// Bytes that a line may take more among the items of a submission than in a file.
  private static let itemEnvelope = 32

  /// Submits a job.
  /// - Returns: the reason why its items are not on their way, or `nil` if they are.
  func submit(_ job: JobQueue.Job) async throws -> AssetFailure? {
    let failure = try await send(job)
    try await job.spool.remove()
    return failure
  }

  private func send(_ job: JobQueue.Job) async throws -> AssetFailure? {
    guard !stop.isStopped else { return try await notSent(job, AssetFailure(.stopped, .stopped, "the run was stopped before this call")) }
    await job.spool.finish()
    let source: JobSource
    do {
      source = try await self.source(of: job)
    } catch let error as GatewayError {
      // Nothing that costs anything has been asked for yet.
      let kind: AssetFailure.Kind = error.isQuota ? .quota : error.isEnvironment || error.classification == .unknown ? .environment : .asset
      return try await notSent(job, AssetFailure(kind, .notSent, "the requests could not be uploaded: \(error.message)"))
    }
    return try await create(job, from: source)
  }

  private func source(of job: JobQueue.Job) async throws -> JobSource {
    let (size, count) = (await job.spool.size, await job.spool.count)
    if size + count * Self.itemEnvelope + Self.envelope < job.limits.inlineBytes {
      return .lines(try await job.spool.read(size, at: 0))
    }
    let file = try await client.uploadJob(job.name, size: size, at: job.gateway) { offset, count in
      try await job.spool.read(count, at: offset)
    }
    store.crashes.pass(.jobUploaded)
    return .file(file)
  }

  private func create(_ job: JobQueue.Job, from source: JobSource) async throws -> AssetFailure? {
    var random = SystemRandomNumberGenerator()
    var (requests, waited) = (0, Duration.zero)
    while true {
      let isFirst = requests == 0
      do throws(GatewayError) {
        let report = try await client.createJob(job.name, model: job.model, from: source, at: job.gateway) {
          guard isFirst else { return }
          willSubmit(try await store.ledger.markSending(job: job.name).count, job.gateway)
        }
        try await submitted(job, as: report.name)
        return nil
      } catch {
        requests += 1
        // A request that is known not to have left, or not to have been begun, may be made again.
        switch error.classification {
        case .rejected(.noWorkStarted):
          if case .again(let pause) = RetryPolicy().decision(after: error, spent: .init(requests: requests, waited: waited), using: &random)
          {
            waited += pause
            if try await stop.pause(for: pause) { continue }
          }
        default: break
        }
        return try await recordOutcome(error, of: job)
      }
    }
  }

  private func submitted(_ job: JobQueue.Job, as remote: String) async throws(GatewayError) {
    do throws(StorageError) {
      try await store.ledger.markSubmitted(job: job.name, as: remote)
    } catch {
      // The gateway has it: the next run finds it in the list.
      throw GatewayError(
        .sentOutcomeUnknown, gateway: job.gateway.name, "the job \(remote) could not be entered: \(error.description)")
    }
  }

  /// Records that a submission did not succeed.
  private func recordOutcome(_ error: GatewayError, of job: JobQueue.Job) async throws -> AssetFailure? {
    let ledger = store.ledger
    switch error.classification {
    case .notSent, .invalidRequest:
      if error.classification == .notSent(.cancelled) {
        return try await notSent(job, AssetFailure(.stopped, .stopped, "the run was stopped before this call"))
      }
      return try await notSent(job, AssetFailure(error.isEnvironment ? .environment : .asset, .notSent, error.message))
    case .unknown, .undecodable:
      try await ledger.markUnknown(job: job.name, reason: error.message)
      // What is known before that, for nothing: the list shows a job under its name.
      if try await JobAdopter(store: store, client: client).adopt(job.name, at: job.gateway) == .found { return nil }
      return AssetFailure(
        .unknownExchange, .unknownExchange,
        "the items of job \(job.name) may have been billed without an answer: \(error.message); 'collect' looks for it once more")
    case .rejected:
      let isUncertain = error.classification == .rejected(.serverFailed) && job.gateway.billingDomain == .real
      let cost = isUncertain ? Cost(nanoUSD: nil, basis: "the gateway failed") : Cost(nanoUSD: 0, basis: "an error answer")
      let failure = AssetFailure(ofCall: error)
      try await ledger.markRejected(
        job: job.name, outcome: failure.code.name, detail: AnswerDetail([.message: error.message]).column, cost: cost)
      return failure
    }
  }

  private func notSent(_ job: JobQueue.Job, _ failure: AssetFailure) async throws -> AssetFailure {
    try await store.ledger.markNotSent(job: job.name, reason: failure.message)
    return failure
  }
}
