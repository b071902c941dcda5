package import GatewayAPI
package import Storage

/// Finds jobs whose submission is in doubt in a gateway's list, by the name that was entered before they were sent. Costs nothing.
package struct JobAdopter: Sendable {
  package enum Outcome: Hashable, Sendable {
    /// The gateway has it.
    case found
    /// The list does not show it, which proves nothing: its items stay unknown.
    case notListed(among: Int)
    /// The list could not be read.
    case unreadable(String)
  }

  let store: Store
  let client: any JobClient

  package init(store: Store, client: any JobClient) {
    self.store = store
    self.client = client
  }

  /// Looks for a job, and records what the list shows.
  package func adopt(_ job: String, at gateway: GatewayProfile) async throws(StorageError) -> Outcome {
    let listed: [JobReport]
    do throws(GatewayError) {
      listed = try await client.jobs(at: gateway)
    } catch {
      return .unreadable(error.message)
    }
    if let found = listed.first(where: { $0.displayName == job }) {
      try await store.ledger.markSubmitted(job: job, as: found.name)
      return .found
    }
    try await store.ledger.note(
      "the submission of job \(job) was not answered, and '\(gateway.name)' lists \(listed.count) jobs without it", onDoubtfulJob: job)
    return .notListed(among: listed.count)
  }
}
