import GatewayAPI
import Storage

/// Chooses between the answers that are there and a paid call, for one slot of an asset.
struct AnswerChoice {
  struct Decision {
    let decision: PlannedExchange.Decision
    let why: String
    /// What is different from the request whose answer was bound until now.
    var changes: [PlannedChange] = []
    var problem: PlannedProblem?

    init(_ decision: PlannedExchange.Decision, _ why: String, changes: [PlannedChange] = []) {
      self.decision = decision
      self.why = why
      self.changes = changes
    }

    /// Nothing can be done until somebody has decided or brought what is missing.
    init(blockedBy kind: PlannedProblem.Kind, _ message: String) {
      self.init(.blocked, message)
      problem = PlannedProblem(kind: kind, message: message)
    }
  }

  let key: Digest
  let identity: ExchangeIdentity
  let slot: Slot
  let gateways: [String]
  let lane: Lane
  let isRefreshed: Bool
  let snapshot: LedgerSnapshot
  let binding: Binding?
  let bound: [ExchangeID: Exchange]
  /// The call that was paid for its present file and that no store here knows.
  let lostCall: ExchangeID?
  let blobs: BlobStore
  /// How many more calls may follow an answer that holds no picture and no refusal.
  let asksAgain: Int
  /// Whether the stages after the call are known to have accepted an answer.
  let isAccepted: (Exchange) -> Bool

  func decide() throws(StorageError) -> Decision {
    let attempts = snapshot.attempts[key] ?? []
    if let doubtful = attempts.last(where: { $0.state == .unknown }) {
      let message = "call \(doubtful.id) may have been billed without an answer; decide with 'aquatint ledger resolve'"
      return Decision(blockedBy: .unknownExchange, message)
    }
    if isRefreshed { return Decision(.call(.refresh), "asked for again") }
    let usable = attempts.filter { $0.state == .interpreted || $0.state == .received }

    var reason = Decision(.call(.first), "new")
    if let binding {
      if binding.key == key {
        // An accepted answer was given to another request, so it stands under another key.
        if let answer = bound[binding.exchange], answer.state == .interpreted || answer.state == .received {
          return try reuse(answer, "up to date")
        }
        let message = "the answer \(binding.exchange) that it is bound to is not in this store; import it, or ask again with --refresh"
        return Decision(blockedBy: .missingAnswer, message)
      }
      reason = asksOtherwise(than: binding.exchange)
    }
    if attempts.last?.state == .resolvedResend { return Decision(.call(.resend), "to be sent again, as decided") }
    // A picture that was accepted goes before a later one that nobody has, or that was turned down.
    let serving = usable.filter { isShared($0) || gateways.contains($0.gateway) }
    if let answered = serving.last(where: { isShared($0) && isAccepted($0) }) ?? serving.last {
      return try used(answered, after: attempts, isBound: binding != nil)
    }
    if let lost = attempts.last, lost.state == .resolvedLoss {
      let message = "the loss of call \(lost.id) was accepted; ask again with --refresh"
      return Decision(blockedBy: .missingAnswer, message)
    }
    if let lostCall {
      let message = "the call \(lostCall) that its file goes back to is not in this store; import it, or ask again with --refresh"
      return Decision(blockedBy: .missingAnswer, message)
    }
    return reason
  }

  /// An answer that is not bound: taken as it is, or followed by another call where it holds nothing and the file allows that.
  private func used(_ answer: Exchange, after attempts: [Exchange], isBound: Bool) throws(StorageError) -> Decision {
    if isShared(answer) {
      return try reuse(answer, !isBound && answer.slot == slot ? "answered before" : "adopted: the same request was answered before")
    }
    if answer.state == .interpreted, answer.failure?.mayAskAgain == true,
      AttemptTally(attempts, upTo: .max).asks < asksAgain
    {
      return Decision(.call(.askAgain), "answered before: \(answer.phrase); asking once more")
    }
    return try reuse(answer, "answered before: \(answer.phrase)")
  }

  /// Whether an answer serves this slot: it holds a picture, and comes from the same gateway or was accepted.
  private func isShared(_ answer: Exchange) -> Bool {
    guard answer.picture != nil else { return false }
    return lane == .emulator || gateways.contains(answer.gateway) || isAccepted(answer)
  }

  /// A record counts only if its bytes are there. The picture can be taken out of the stored answer again, so either will do.
  private func reuse(_ answer: Exchange, _ why: String) throws(StorageError) -> Decision {
    if try blobs.holdAnswer(of: answer) { return Decision(.reuse(answer), why) }
    if lane == .emulator { return Decision(.call(.first), "the stored answer is gone") }
    let message = "the stored original of call \(answer.id) is missing; import it, or ask again with --refresh"
    return Decision(blockedBy: .missingAnswer, message)
  }

  private func asksOtherwise(than earlier: ExchangeID) -> Decision {
    guard let exchange = bound[earlier], let fields = RequestSummary.read(exchange.requestSummary) else {
      return Decision(.call(.first), "request changed")
    }
    let changes = identity.changes(since: fields, spoken: RequestSummary.spoken)
    return Decision(.call(.first), changes.isEmpty ? "request changed" : "request changed: \(changes.fields)", changes: changes)
  }
}
