import GatewayAPI
import PipelineModel
import Storage

/// Chooses between the existing answers and a paid call, for one slot of an asset.
struct AnswerChoice {
  struct Decision {
    let decision: PlannedExchange.Decision
    let reason: PlanReason

    init(_ decision: PlannedExchange.Decision, _ reason: PlanReason) {
      self.decision = decision
      self.reason = reason
    }

    /// Blocks the slot until a person has made a decision or provided a missing file.
    init(blockedBy cause: PlannedProblem.Cause) {
      self.init(.blocked, .problem(PlannedProblem(cause)))
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
  /// The paid call of its present file that no store here has.
  let lostCall: ExchangeID?
  let blobs: BlobStore
  /// The number of retries after an answer that holds no picture and no refusal.
  let asksAgain: Int
  /// Returns whether the stages after the call are known to have accepted an answer.
  let isAccepted: (Exchange) -> Bool

  func decide() throws(StorageError) -> Decision {
    let attempts = snapshot.attempts[key] ?? []
    if let doubtful = attempts.last(where: { $0.state == .unknown }) {
      return Decision(blockedBy: .unknownExchange(doubtful.id))
    }
    if let pending = attempts.last(where: \.isOnItsWay) { return Decision(.waiting(pending), .submitted) }
    if isRefreshed { return Decision(.call(.refresh), .refreshed) }
    let usable = attempts.filter { $0.state == .interpreted || $0.state == .received }

    var reason = Decision(.call(.first), .new)
    if let binding {
      if binding.key == key {
        // An accepted answer was given to another request, so it stands under another key.
        if let answer = bound[binding.exchange], answer.state == .interpreted || answer.state == .received {
          return try reuse(answer, .upToDate)
        }
        return Decision(blockedBy: .boundAnswerMissing(binding.exchange))
      }
      reason = asksOtherwise(than: binding.exchange)
    }
    if attempts.last?.state == .resolvedResend { return Decision(.call(.resend), .resendDecided) }
    // A picture that was accepted takes precedence over a later one that is missing or was rejected.
    let serving = usable.filter { isShared($0) || gateways.contains($0.gateway) }
    if let answered = serving.last(where: { isShared($0) && isAccepted($0) }) ?? serving.last {
      return try used(answered, after: attempts, isBound: binding != nil)
    }
    if let lost = attempts.last, lost.state == .resolvedLoss {
      return Decision(blockedBy: .lossAccepted(lost.id))
    }
    if let lostCall { return Decision(blockedBy: .publishedCallMissing(lostCall)) }
    return reason
  }

  /// Returns the decision for an unbound answer: it is used as it is, or followed by another call if it holds nothing and the file allows
  /// that.
  private func used(_ answer: Exchange, after attempts: [Exchange], isBound: Bool) throws(StorageError) -> Decision {
    if isShared(answer) {
      return try reuse(answer, !isBound && answer.slot == slot ? .answeredBefore(nil) : .adopted)
    }
    if answer.state == .interpreted, answer.failure?.mayAskAgain == true,
      AttemptTally(attempts, upTo: .max).asks < asksAgain
    {
      return Decision(.call(.askAgain), .askingAgain(AnswerOutcome(answer)))
    }
    return try reuse(answer, .answeredBefore(AnswerOutcome(answer)))
  }

  /// Returns whether an answer can be used for this slot: it holds a picture, and comes from the same gateway or was accepted.
  private func isShared(_ answer: Exchange) -> Bool {
    guard answer.picture != nil else { return false }
    return lane == .emulator || gateways.contains(answer.gateway) || isAccepted(answer)
  }

  /// Returns the decision to reuse an answer. A record counts only if its bytes are there. The picture can be extracted from the stored
  /// answer again, so either suffices.
  private func reuse(_ answer: Exchange, _ reason: PlanReason) throws(StorageError) -> Decision {
    if try blobs.holdAnswer(of: answer) { return Decision(.reuse(answer), reason) }
    if lane == .emulator { return Decision(.call(.first), .storedAnswerGone) }
    return Decision(blockedBy: .originalMissing(answer.id))
  }

  private func asksOtherwise(than earlier: ExchangeID) -> Decision {
    guard let exchange = bound[earlier], let fields = RequestSummary.read(exchange.requestSummary) else {
      return Decision(.call(.first), .requestChanged([]))
    }
    return Decision(.call(.first), .requestChanged(identity.changes(since: fields, spoken: RequestSummary.spoken)))
  }
}
