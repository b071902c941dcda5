import GatewayAPI
import PipelineModel
import Storage

/// Detection of repeated answers: a proxy with a cache returns an earlier answer; that is no new picture, whatever was paid for it.
extension ExchangeRunner {
  /// Returns the earlier attempt with the picture or id of this answer, or `nil` if it is new. Attempts under the same key count, and those
  /// for the other variants of the same request.
  func earlierAnswer(like reading: AnswerInterpreter.Reading, _ exchange: Exchange, _ order: Order) async throws -> Exchange? {
    guard let picture = reading.interpretation.picture else { return nil }
    let id = reading.interpretation.answerDetail[.responseID]
    let slot = order.planned.slot
    let key = order.planned.identity.key
    var others = try await store.ledger.attempts(for: [key])[key] ?? []
    others += try await store.ledger.history(pipeline: slot.pipeline, asset: slot.asset).filter { other in
      other.slot.stage == slot.stage && other.slot.variant != slot.variant
        && RequestSummary.read(other.requestSummary).map { order.planned.identity.changes(since: $0).map(\.field) } == ["variant"]
    }
    return others.first { other in
      // An emulator that was restarted draws the same pictures again; that is no cache.
      guard other.id != exchange.id, let earlier = other.picture, billingDomain == .real || other.run == run else { return false }
      return earlier.blob.digest == picture.blob.digest
        || (id != nil && other.answerDetail[.responseID] == id)
    }
  }
}

extension Exchange {
  /// The reading of an answer that was found to be an earlier one; `nil` for others. Its body alone would give the picture once more.
  var repetition: AnswerInterpreter.Reading? {
    guard outcome == GenerationFailure.Name.repeatedAnswer.rawValue, let detail else { return nil }
    return AnswerInterpreter.Reading(
      interpretation: Interpretation(
        outcome: GenerationFailure.Name.repeatedAnswer.rawValue, detail: detail, picture: nil, alternates: alternates ?? "[]",
        usage: usage, cost: cost ?? Cost(nanoUSD: nil, basis: "not recorded")),
      result: nil, failure: GenerationFailure(.repeatedAnswer, words: answerDetail[.words]))
  }
}

extension AnswerInterpreter.Reading {
  /// Returns the same answer, marked as a repetition of an earlier one.
  func repeating(_ earlier: Exchange) -> AnswerInterpreter.Reading {
    let failure = GenerationFailure(.repeatedAnswer, words: "it is that of call \(earlier.id); a cache may stand before the gateway")
    var detail = interpretation.answerDetail
    detail[.repeats] = earlier.id.text
    if let words = failure.words { detail[.words] = words }
    return AnswerInterpreter.Reading(
      interpretation: Interpretation(
        outcome: failure.name.rawValue, detail: detail.column, picture: nil, alternates: interpretation.alternates,
        usage: interpretation.usage, cost: interpretation.cost),
      result: nil, failure: failure)
  }

  /// Returns the same reading with one more text.
  func adding(_ name: AnswerDetail.Name, _ text: String) -> AnswerInterpreter.Reading {
    var detail = interpretation.answerDetail
    detail[name] = text
    return AnswerInterpreter.Reading(
      interpretation: Interpretation(
        outcome: interpretation.outcome, detail: detail.column, picture: interpretation.picture,
        alternates: interpretation.alternates, usage: interpretation.usage, cost: interpretation.cost),
      result: result, failure: failure, contradiction: contradiction)
  }
}
