import GatewayAPI
import PipelineModel
import Storage

/// Files the answers of a job, each as if its item had been sent by itself.
actor JobAnswerFiles: JobAnswerSink {
  private let store: Store
  private let billingDomain: BillingDomain
  private var items: [Exchange]
  private var places: [String: Int]
  private var isTaken: [Bool]
  /// Answers so far.
  private(set) var taken = 0
  /// What is said of items that failed.
  private(set) var notes: [String] = []
  /// The reason why an answer could not be filed.
  private(set) var failure: StorageError?

  init(_ items: [Exchange], store: Store, billingDomain: BillingDomain) {
    self.items = items
    self.store = store
    self.billingDomain = billingDomain
    places = Dictionary(items.enumerated().map { ($0.element.id.text, $0.offset) }) { first, _ in first }
    isTaken = items.map { $0.state != .submitted }
  }

  func take(_ answer: JobAnswer) async throws {
    // By its key; where the gateway leaves that out, by its place.
    guard let place = answer.key.map({ places[$0] }) ?? (items.indices.contains(answer.index) ? answer.index : nil), !isTaken[place] else {
      return
    }
    isTaken[place] = true
    do throws(StorageError) {
      try await file(answer, of: items[place])
    } catch {
      failure = error
      throw error
    }
    taken += 1
    store.crashes.pass(.itemCollected)
  }

  private func file(_ answer: JobAnswer, of item: Exchange) async throws(StorageError) {
    let writer = try store.blobs.makeWriter(reserving: answer.body.count)
    let body: Blob
    do throws(StorageError) {
      try writer.claim(for: item.id)
      try writer.append(answer.body)
      body = try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
    let response = Response(status: answer.status, headers: "[]", body: body)
    guard answer.status != 200 else { return try await store.ledger.markReceived(item.id, response) }
    let message = answer.message ?? "the item was answered with the status \(answer.status)"
    let isUncertain = billingDomain == .real && answer.status >= 500 && answer.status != 503
    try await store.ledger.markRejected(
      item.id, outcome: Self.code(of: answer.status).name, detail: AnswerDetail([.message: message]).column,
      cost: isUncertain ? Cost(nanoUSD: nil, basis: "the gateway failed") : Cost(nanoUSD: 0, basis: "an error answer"), response: response)
    notes.append("\(item.slot.asset): its item of the job failed: \(message)")
  }

  private static func code(of status: Int) -> FailureCode {
    switch status {
    case 400: .requestRefused
    case 401, 403: .keyRefused
    case 404: .modelNotServed
    case 429: .rateLimited
    case 503: .overloaded
    default: .gatewayFailed
    }
  }
}
