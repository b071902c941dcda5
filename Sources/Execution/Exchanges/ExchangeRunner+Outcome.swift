import GatewayAPI
import JSON
import PipelineModel
import Storage

/// Recording calls that gave no usable answer.
extension ExchangeRunner {
  /// A call that gave no answer, with whether it may have been charged all the same.
  struct SendFailure: Error {
    let cause: AssetFailure
    /// The error of the gateway or the connection, or `nil` if the call was not even tried.
    var error: GatewayError?
    let mayHaveCost: Bool
    /// Indicates whether this gateway cannot take the call and the next one may be tried.
    var triesNextGateway = false
  }

  /// Records the outcome of a call that gave no whole answer.
  func recordOutcome(_ error: GatewayError, of exchange: Exchange, writer: BlobWriter) async throws -> SendFailure {
    switch error.phase {
    case .sentOutcomeUnknown:
      let partial: PartialBody?
      do {
        partial = writer.count > 0 ? try writer.keepPartial(for: exchange.id) : nil
      } catch {
        counter.addUnknownCost()
        throw error
      }
      // A file without a byte of an answer is evidence of nothing.
      if partial == nil { writer.abandon() }
      return try await settleUnknown(exchange, reason: error.message, partial: partial)
    default:
      writer.abandon()
      try await store.ledger.markNotSent(exchange.id, reason: error.message)
      if error.classification == .notSent(.cancelled) { return Self.stopped }
      let kind: AssetFailure.Kind = error.isEnvironment ? .environment : .asset
      return SendFailure(cause: AssetFailure(kind, .notSent, error.message), error: error, mayHaveCost: false)
    }
  }

  /// Records that a call may have been billed and that its answer is missing.
  /// - Parameter body: the whole body, if there was one.
  func settleUnknown(_ exchange: Exchange, reason: String, partial: PartialBody?, body: Blob? = nil) async throws -> SendFailure {
    // Counted first: if the ledger cannot be written, the call still belongs to this run.
    counter.addUnknownCost()
    try await store.ledger.markUnknown(exchange.id, reason: reason, partial: partial)
    let files = [partial.map { ($0.blob.size, "\(store.path)/\($0.name)") }, body.map { ($0.size, store.blobs.path(of: $0.digest)) }]
    let kept = files.compactMap { $0 }.filter { $0.0 > 0 }.map { "; the \($0.0) bytes that came are kept in \($0.1)" }.joined()
    let message = "call \(exchange.id) may have been billed without an answer: \(reason)\(kept)"
    return SendFailure(cause: AssetFailure(.unknownExchange, .unknownExchange, message), mayHaveCost: true)
  }

  /// Records an answer that was received but could not be filed, and ends all sending: the next one could not be filed either.
  func settleUnfiled(
    _ exchange: Exchange, _ head: AnswerHead, _ writer: BlobWriter, because error: StorageError
  ) async throws -> SendFailure {
    counter.addUnknownCost()
    let message =
      "the answer of call \(exchange.id) is kept in '\(store.path)/partial/\(exchange.id).part', because it could not be filed: \(error); mend that and run again, which takes it in for nothing"
    let failure = AssetFailure(.environment, .answerNotFiled, message)
    for gateway in gateways { health.stop(gateway.name, because: failure, allowsOthers: false) }
    if let body = writer.received {
      // If the ledger fails as well, the answer is found by its name in `partial/`.
      try await store.ledger.markReceived(
        exchange.id, Response(status: head.status, headers: HeaderJSON.write(head.headers), body: body), isFiled: false)
    }
    return SendFailure(cause: failure, mayHaveCost: true)
  }

  /// Records an answer that was no success.
  func settleAnswered(_ error: GatewayError, of exchange: Exchange) async throws -> SendFailure {
    let ledger = store.ledger
    switch error.classification {
    case .unknown:
      let body = try await ledger.exchange(exchange.id)?.response?.body
      return try await settleUnknown(exchange, reason: error.message, partial: nil, body: body)
    default:
      let code = FailureCode(error)
      // A server that failed may have done its work before; all other errors mean that there is none.
      let mayHaveCost = error.classification == .rejected(.serverFailed) && billingDomain == .real
      if mayHaveCost { counter.addUnknownCost() }
      let cost = mayHaveCost ? Cost(nanoUSD: nil, basis: "the gateway failed") : Cost(nanoUSD: 0, basis: "an error answer")
      try await ledger.markRejected(
        exchange.id, outcome: code.name, detail: AnswerDetail([.message: error.message]).column, cost: cost, response: nil)
      return SendFailure(cause: AssetFailure(ofCall: error), error: error, mayHaveCost: mayHaveCost)
    }
  }
}

/// The headers of an answer as the ledger keeps them: a list of name and value.
enum HeaderJSON {
  static func write(_ headers: [HeaderField]) -> String {
    let pairs = headers.map { JSONValue.array([.text($0.name), .text($0.value)]) }
    return String(decoding: JSONValue.array(pairs).encoded(.record), as: UTF8.self)
  }

  /// Reads the headers; any other text yields none.
  static func read(_ text: String) -> [HeaderField] {
    do throws(JSONError) {
      return (try JSONValue.read(Array(text.utf8), .record).array ?? []).compactMap { pair in
        let texts = pair.array?.compactMap(\.string) ?? []
        return texts.count == 2 ? HeaderField(texts[0], texts[1]) : nil
      }
    } catch {
      return []
    }
  }
}
