import GatewayAPI
import ImageCore
import PipelineModel
import Storage
import SystemPackage

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
  let billingDomain: BillingDomain
  let isRefreshed: Bool
  let snapshot: LedgerSnapshot
  let binding: Binding?
  let bound: [ExchangeID: Exchange]
  /// The paid call of its present file that no store here has.
  let lostCall: ExchangeID?
  let blobs: BlobStore
  /// The number of retries after an answer that holds no picture and no refusal.
  let emptyAnswerRetries: Int
  /// Returns whether the stages after the call are known to have accepted an answer.
  let isAccepted: (Exchange) -> Bool

  func decide() throws(StorageError) -> Decision {
    let attempts = snapshot.attempts[key] ?? []
    if let doubtful = attempts.last(where: { $0.state == .unknown }) {
      return Decision(blockedBy: .unknownExchange(doubtful.id))
    }
    if let pending = attempts.last(where: \.isOnItsWay) { return Decision(.waiting(pending), .submitted) }
    if let unread = unread(among: attempts) { return try reuse(unread, .answeredBefore(nil)) }
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

  /// Returns the latest answer if it was fetched for this slot and nothing has read it: that of a job, or of a run that was cut off.
  /// It takes precedence over what is bound, which a refresh meant to replace, and over another call, which cannot be made before.
  private func unread(among attempts: [Exchange]) -> Exchange? {
    guard let latest = attempts.last, latest.state == .received, latest.slot == slot, latest.id != binding?.exchange,
      gateways.contains(latest.gateway)
    else { return nil }
    return latest
  }

  /// Returns the decision for an unbound answer: it is used as it is, or followed by another call if it holds nothing and the file allows
  /// that.
  private func used(_ answer: Exchange, after attempts: [Exchange], isBound: Bool) throws(StorageError) -> Decision {
    if isShared(answer) {
      return try reuse(answer, !isBound && answer.slot == slot ? .answeredBefore(nil) : .adopted)
    }
    if answer.state == .interpreted, answer.failure?.mayAskAgain == true,
      AttemptTally(attempts, upTo: .max).asks < emptyAnswerRetries
    {
      return Decision(.call(.askAgain), .askingAgain(AnswerOutcome(answer)))
    }
    return try reuse(answer, .answeredBefore(AnswerOutcome(answer)))
  }

  /// Returns whether an answer can be used for this slot: it holds a picture, and comes from the same gateway or was accepted.
  private func isShared(_ answer: Exchange) -> Bool {
    guard answer.picture != nil else { return false }
    return billingDomain == .emulator || gateways.contains(answer.gateway) || isAccepted(answer)
  }

  /// Returns the decision to reuse an answer. A record counts only if its bytes are there. The picture can be extracted from the stored
  /// answer again, so either suffices.
  private func reuse(_ answer: Exchange, _ reason: PlanReason) throws(StorageError) -> Decision {
    if try blobs.holdAnswer(of: answer) { return Decision(.reuse(answer), reason) }
    if billingDomain == .emulator { return Decision(.call(.first), .storedAnswerGone) }
    return Decision(blockedBy: .originalMissing(answer.id))
  }

  private func asksOtherwise(than earlier: ExchangeID) -> Decision {
    guard let exchange = bound[earlier], let fields = RequestSummary.read(exchange.requestSummary) else {
      return Decision(.call(.first), .requestChanged([]))
    }
    return Decision(.call(.first), .requestChanged(identity.changes(since: fields, displayName: RequestSummary.displayName)))
  }
}

/// Finds calls of real gateways that were paid for by the manifest and that no store here has: their assets are not bought again without a
/// request.
struct LostCalls {
  let pipeline: Pipeline
  let components: Components
  let manifest: ManifestIndex?

  /// Finds them by the slots that they were made for. A slot that is bound, or has an answer to its present request, is skipped.
  func find(
    _ assets: [ResolvedAsset], snapshot: LedgerSnapshot, bindings: [Slot: Binding], ledger: Ledger
  ) async throws(StorageError) -> [Slot: ExchangeID] {
    guard pipeline.billingDomain == .real, manifest != nil else { return [:] }
    var named: [Slot: ExchangeID] = [:]
    for asset in assets {
      for (place, exchange) in asset.exchanges where snapshot.attempts[exchange.identity.key] == nil {
        let slot = Slot(pipeline: pipeline.name, asset: asset.asset.name, stage: place.stage, variant: place.variant)
        guard bindings[slot] == nil else { continue }
        named[slot] = call(behind: asset.asset, at: place)
      }
    }
    guard !named.isEmpty else { return [:] }
    let known = try await ledger.exchanges(Array(named.values))
    return named.filter { known[$0.value] == nil }
  }

  private func call(behind asset: Asset, at place: NodePlace) -> ExchangeID? {
    let turns = asset.chain.generationIndices
    let name = OutputNaming.originalName(turn: (turns.firstIndex(of: place.stage) ?? 0) + 1, of: turns.count)
    let extensions = components.codecs.codecs.map(\.format.fileExtension) + [OutputNaming.textExtension]
    for fileExtension in extensions {
      let path = "\(asset.name)/\(OutputNaming.fileName(name, variant: place.variant, extension: fileExtension))"
      guard let provenance = manifest?.file(at: path)?.provenance,
        components.gateways.first(where: { $0.name == provenance.gateway })?.billingDomain != .emulator
      else { continue }
      return ExchangeID(provenance.exchange)
    }
    return nil
  }
}
