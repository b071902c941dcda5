import GatewayAPI
import PipelineModel
import Storage

/// Gathers the calls of a run that are to be made as items of jobs, while its assets are worked on; then submits the jobs.
///
/// Each item is an exchange of its own. The order of writes: intent of each item (`intended`) · its line in a file · connection made · all items
/// `sending` · first byte of the submission leaves · the gateway names the job · all items `submitted`.
actor JobQueue {
  /// One item, for those who wait for it.
  struct Item: Sendable {
    let asset: String
    let exchange: ExchangeID
  }

  /// A job that is being filled.
  struct Job: Sendable {
    let spool: JobSpool
    let gateway: GatewayProfile
    let model: String
    let limits: JobLimits
    var items: [Item] = []

    var name: String { spool.name }
  }

  private struct Place: Hashable {
    let gateway: String
    let model: String
  }

  let store: Store
  let run: RunID
  let client: any JobClient
  /// One item at a time, so that the lines of a file stand in the order of their numbers.
  private let limiter = AsyncLimiter(slots: 1)
  private var jobs: [Job] = []
  /// The jobs that take more items, by their place in the list.
  private var open: [Place: Int] = [:]

  init(store: Store, run: RunID, client: any JobClient) {
    self.store = store
    self.run = run
    self.client = client
  }

  /// Returns whether a gateway has jobs.
  nonisolated func takes(_ gateway: GatewayProfile) -> Bool { client.jobLimits(at: gateway) != nil }

  /// Enters an item: in the ledger, and in the file of its job.
  /// - Parameter entry: returns the exchange, by its place.
  func add(
    _ wire: WireRequest, to gateway: GatewayProfile, model: String, asset: String, as entry: @Sendable (JobPlace) -> NewExchange
  ) async throws {
    try await limiter.withRoom {
      let index = try await job(at: gateway, model: model, for: wire.body.count)
      let place = JobPlace(job: jobs[index].name, item: jobs[index].items.count)
      let exchange = try await store.ledger.begin(entry(place))
      try await jobs[index].spool.append(client.jobLine(key: exchange.id.text, request: wire, at: gateway))
      jobs[index].items.append(Item(asset: asset, exchange: exchange.id))
    }
  }

  /// Returns the jobs, and begins anew.
  func takeJobs() -> [Job] {
    defer { (jobs, open) = ([], [:]) }
    return jobs
  }

  /// Bytes of a line around its request.
  private static let envelope = 64

  /// Returns the job that takes another item of this size; a new one if the present one is full.
  private func job(at gateway: GatewayProfile, model: String, for bytes: Int) async throws -> Int {
    guard let limits = client.jobLimits(at: gateway) else { preconditionFailure("only gateways with jobs are given items") }
    let place = Place(gateway: gateway.name, model: model)
    if let index = open[place] {
      let size = await jobs[index].spool.size
      if size + bytes + Self.envelope <= limits.fileBytes { return index }
    }
    let spool = try store.makeSpool(of: run, number: jobs.count + 1)
    jobs.append(Job(spool: spool, gateway: gateway, model: model, limits: limits))
    open[place] = jobs.count - 1
    return jobs.count - 1
  }
}
