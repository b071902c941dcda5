import GatewayAPI
import ImageCore
import PipelineModel
package import Storage

/// Paid exchanges that no asset uses, by cause.
package enum WasteCause: String, CaseIterable, Sendable {
  /// A filter withheld the answer.
  case refused
  /// The answer held no picture that could be used.
  case noImage
  /// The picture does not have the requested ratio, or did not pass verification.
  case wrongRatio
  /// It is not known whether there was an answer.
  case unknown
  /// A picture that another has replaced.
  case superseded
  /// A picture that no asset uses, for another reason: a run that was stopped, a file that was changed.
  case unused

  /// A description for people.
  package var displayName: String {
    switch self {
    case .refused: "refused"
    case .noImage: "no image"
    case .wrongRatio: "wrong ratio"
    case .unknown: "unknown outcome"
    case .superseded: "superseded"
    case .unused: "shown by no asset"
    }
  }

  /// Returns the cause for each wasted exchange; the others are absent.
  /// - Parameters:
  ///   - exchanges: all of a store, oldest first.
  ///   - bound: those that assets use.
  ///   - judgements: the findings of stages about them.
  package static func all(
    of exchanges: [Exchange], bound: Set<ExchangeID>, judgements: [ExchangeID: [RecordedJudgement]]
  ) -> [ExchangeID: WasteCause] {
    var following: [Digest: [Int: Exchange]] = [:]
    var lastPicture: [Slot: ExchangeID] = [:]
    for exchange in exchanges {
      following[exchange.key, default: [:]][exchange.attempt] = exchange
      if exchange.picture != nil { lastPicture[exchange.slot] = exchange.id }
    }
    var shown: Set<Slot> = []
    for exchange in exchanges where bound.contains(exchange.id) { shown.insert(exchange.slot) }
    var causes: [ExchangeID: WasteCause] = [:]
    for exchange in exchanges where !bound.contains(exchange.id) {
      // A number at the end of its type, which an earlier version could import, has no successor.
      let next = following[exchange.key]?[exchange.attempt &+ 1]
      causes[exchange.id] = cause(
        of: exchange, judged: judgements[exchange.id], next: next,
        isReplaced: lastPicture[exchange.slot] != exchange.id || shown.contains(exchange.slot))
    }
    return causes
  }

  private static func cause(
    of exchange: Exchange, judged: [RecordedJudgement]?, next: Exchange?, isReplaced: Bool
  ) -> WasteCause? {
    switch exchange.state {
    case .unknown, .resolvedLoss, .resolvedResend: return .unknown
    case .interpreted, .collected: break
    // Errors hold no result and cost nothing; the others are not settled.
    case .intended, .sending, .submitted, .received, .notSent, .rejected: return nil
    }
    guard let outcome = exchange.outcome else { return nil }
    if outcome == "text" { return nil }
    guard outcome == "picture" else { return GenerationFailure.Name(rawValue: outcome).map(isRefusal) ?? false ? .refused : .noImage }
    if next?.cause == .retry || isRejected(exchange, judged) { return .wrongRatio }
    return isReplaced ? .superseded : .unused
  }

  private static func isRefusal(_ name: GenerationFailure.Name) -> Bool {
    switch name {
    case .blockedPrompt, .imageSafety, .imageProhibitedContent, .prohibitedContent, .safety, .recitation, .imageRecitation, .language: true
    default: false
    }
  }

  /// Returns whether a stage rejected the picture. For answers from before judgements were kept, only size and ratio are known.
  private static func isRejected(_ exchange: Exchange, _ judged: [RecordedJudgement]?) -> Bool {
    if let judged { return judged.contains { $0.verdict == .rejected } }
    guard let picture = exchange.picture, let size = PixelSize(checking: picture.width, picture.height),
      let asked = RequestSummary.read(exchange.requestSummary)?.first(where: { $0.name == "aspectRatio" }).flatMap({ AspectRatio($0.value) }
      )
    else { return false }
    return !asked.matches(size, within: .ratioTolerance)
  }
}
