package import GatewayAPI
import PipelineModel
package import Storage

/// Fetches what gateways have done of earlier jobs: each answer is in the store before anything reads it. Sends no paid request.
package struct JobCollector: Sendable {
  /// What became of the jobs of a pipeline.
  package struct Outcome: Sendable {
    /// Items that are still on their way.
    package var open = 0
    /// Answers that were fetched.
    package var fetched = 0
    /// What is to be said, a line each.
    package var notes: [String] = []
    /// The reason why a job could not be asked for, or `nil` if there is none.
    package var problem: String?

    package init() {}
  }

  private let store: Store
  private let client: any JobClient
  private let gateways: [GatewayProfile]

  /// - Parameter gateways: those that may be asked, with their actual addresses.
  package init(store: Store, client: any JobClient, gateways: [GatewayProfile]) {
    self.store = store
    self.client = client
    self.gateways = gateways
  }

  /// Asks for each job that is open, or in doubt.
  package func collect(_ jobs: [LedgerJob]) async throws(StorageError) -> Outcome {
    var outcome = Outcome()
    for job in jobs {
      guard let gateway = gateways.first(where: { $0.name == job.gateway }) else {
        outcome.open += job.submitted
        outcome.notes.append("job \(job.name) is at the gateway '\(job.gateway)', which is not used here; --gateway \(job.gateway) asks it")
        continue
      }
      try await collect(job, at: gateway, into: &outcome)
    }
    return outcome
  }

  private func collect(_ job: LedgerJob, at gateway: GatewayProfile, into outcome: inout Outcome) async throws(StorageError) {
    var job = job
    if job.doubtful > 0, job.remote == nil {
      switch try await JobAdopter(store: store, client: client).adopt(job.name, at: gateway) {
      case .found:
        outcome.notes.append("job \(job.name) was found at '\(gateway.name)': its submission had arrived")
        guard let found = try await store.ledger.jobs(pipeline: job.pipeline).first(where: { $0.name == job.name }) else { return }
        job = found
      case .notListed(let count):
        outcome.notes.append("job \(job.name) may have arrived, and is not among the \(count) that '\(gateway.name)' lists")
        return
      case .unreadable(let message):
        outcome.problem = message
        return
      }
    }
    guard let remote = job.remote, job.submitted > 0 else { return }
    let files = JobAnswerFiles(try await store.ledger.items(of: job.name), store: store, billingDomain: job.billingDomain)
    let report: JobReport
    do {
      report = try await client.job(remote, at: gateway, into: files)
    } catch {
      let unfiled = await files.failure
      outcome.fetched += await files.taken
      if let unfiled { throw unfiled }
      return try await recordOutcome(error, of: job, at: gateway, into: &outcome)
    }
    store.crashes.pass(.jobReported)
    outcome.fetched += await files.taken
    outcome.notes += await files.notes
    try await recordOutcome(report, of: job, into: &outcome)
  }

  /// Settles the items that a job has no answer to.
  private func recordOutcome(_ report: JobReport, of job: LedgerJob, into outcome: inout Outcome) async throws(StorageError) {
    let ledger = store.ledger
    let rest = try await ledger.items(of: job.name).count { $0.state == .submitted }
    guard rest > 0 else { return }
    let code: FailureCode
    switch report.state {
    case .pending:
      outcome.open += rest
      return
    case .succeeded:
      // Each was paid for, so none is asked again by itself.
      try await ledger.markUnknown(job: job.name, reason: "job \(job.name) has ended, and its results do not hold this item")
      outcome.notes.append("job \(job.name) has ended without an answer to \(rest) of its \(job.items) items")
      return
    case .failed: code = .jobFailed
    case .cancelled: code = .jobCancelled
    case .expired: code = .jobExpired
    }
    let message = "job \(job.name) \(report.state.displayName)" + (report.message.map { ": \($0)" } ?? "")
    let isFree = job.billingDomain == .emulator || report.succeededItems == 0
    let cost =
      isFree ? Cost(nanoUSD: 0, basis: "the job answered no item") : Cost(nanoUSD: nil, basis: "the job does not tell what it cost")
    try await ledger.markRejected(job: job.name, outcome: code.name, detail: AnswerDetail([.message: message]).column, cost: cost)
    outcome.notes.append("\(message); \(rest) of its \(job.items) items have no answer, and the next run asks for them again")
  }

  private func recordOutcome(
    _ error: any Error, of job: LedgerJob, at gateway: GatewayProfile, into outcome: inout Outcome
  ) async throws(StorageError) {
    let failure = error as? GatewayError
    guard case .answered(status: 404)? = failure?.phase else {
      outcome.open += try await store.ledger.items(of: job.name).count { $0.state == .submitted }
      outcome.problem = failure?.message ?? "job \(job.name) could not be fetched: \(error)"
      return
    }
    if job.billingDomain == .emulator {
      // An emulator's answer that is gone is simply requested again.
      try await store.ledger.markRejected(
        job: job.name, outcome: FailureCode.jobExpired.name, detail: AnswerDetail([.message: "the emulator no longer has it"]).column,
        cost: Cost(nanoUSD: 0, basis: "not billed"))
    } else {
      try await store.ledger.markUnknown(job: job.name, reason: "'\(gateway.name)' has no job of that name any more")
      outcome.notes.append("'\(gateway.name)' no longer has job \(job.name); its items may have been billed")
    }
  }
}

extension JobReport.State {
  fileprivate var displayName: String {
    switch self {
    case .pending: "is on its way"
    case .succeeded: "has ended"
    case .failed: "failed"
    case .cancelled: "was cancelled"
    case .expired: "was not done in time"
    }
  }
}
