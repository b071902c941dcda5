import FoundationEssentials
import GatewayAPI
import ImageCore
import PipelineEngine
package import Storage

/// What was paid for and serves nobody, by cause.
package enum WasteCause: String, CaseIterable, Sendable {
  /// A filter withheld the answer.
  case refused
  /// The answer held no picture that could be used.
  case noImage
  /// The picture has not the ratio that was asked for, or did not pass verification.
  case wrongRatio
  /// Nobody knows whether there was an answer.
  case unknown
  /// A picture in whose place the asset shows another.
  case superseded
  /// A picture that no asset shows, for another reason: a run that was stopped, a file that was changed.
  case unused

  /// For people.
  package var spoken: String {
    switch self {
    case .refused: "refused"
    case .noImage: "no image"
    case .wrongRatio: "wrong ratio"
    case .unknown: "unknown outcome"
    case .superseded: "superseded"
    case .unused: "shown by no asset"
    }
  }

  /// The cause for each exchange that was wasted; the others are absent.
  /// - Parameters:
  ///   - exchanges: all of a store, oldest first.
  ///   - bound: those that assets show.
  package static func all(of exchanges: [Exchange], bound: Set<ExchangeID>) -> [ExchangeID: WasteCause] {
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
      let next = following[exchange.key]?[exchange.attempt + 1]
      causes[exchange.id] = cause(
        of: exchange, next: next, isReplaced: lastPicture[exchange.slot] != exchange.id || shown.contains(exchange.slot))
    }
    return causes
  }

  private static func cause(of exchange: Exchange, next: Exchange?, isReplaced: Bool) -> WasteCause? {
    switch exchange.state {
    case .unknown, .resolvedLoss, .resolvedResend: return .unknown
    case .interpreted, .collected: break
    // Errors hold no result and cost nothing; the others are not settled.
    case .intended, .sending, .received, .notSent, .rejected: return nil
    }
    guard let outcome = exchange.outcome else { return nil }
    if outcome == "text" { return nil }
    guard outcome == "picture" else { return GenerationFailure.Name(rawValue: outcome).map(isRefusal) ?? false ? .refused : .noImage }
    if next?.cause == .retry || hasWrongRatio(exchange) { return .wrongRatio }
    return isReplaced ? .superseded : .unused
  }

  private static func isRefusal(_ name: GenerationFailure.Name) -> Bool {
    switch name {
    case .blockedPrompt, .imageSafety, .imageProhibitedContent, .prohibitedContent, .safety, .recitation, .imageRecitation, .language: true
    default: false
    }
  }

  /// Whether the picture is farther from the ratio that was asked for than verification allows by default.
  private static func hasWrongRatio(_ exchange: Exchange) -> Bool {
    guard let picture = exchange.picture, let asked = FieldsJSON.read(exchange.requestSummary)?["aspectRatio"].flatMap({ AspectRatio($0) })
    else { return false }
    let ratio = Double(picture.width) / Double(picture.height)
    let wanted = Double(asked.width) / Double(asked.height)
    return abs(ratio / wanted - 1) > 0.03
  }
}
