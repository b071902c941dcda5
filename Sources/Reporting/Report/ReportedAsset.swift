package import GatewayAPI
package import ImageCore
package import PipelineModel
import Storage
import SystemPackage

package struct ReportedAsset: Sendable {
  package enum State: String, CaseIterable, Hashable, Sendable {
    /// All its files are there and current.
    case complete
    /// It was tried, and there is an obstacle.
    case failed
    /// A call may have been billed without an answer; a person has to decide.
    case undecided
    /// The next run will work on it.
    case pending
  }

  package let name: String
  package let state: State
  /// The reason why it is not complete, in a line for a person, or `nil` if it is.
  package let reason: String?
  /// Its values, in the order of the report's axes, or `nil` if it has none.
  package let values: [String?]
  /// The beginning of the chain.
  package let source: ReportedPicture?
  package let references: [ReportedPicture]
  /// One for each paid stage, in order.
  package let prompts: [String]
  package let variants: [ReportedVariant]
  /// Every call that was made for it, by stage and variant, oldest first; and those of others whose answers it uses.
  package let calls: [ReportedCall]
  package let cost: ReportedCost

  /// The durations of the answers that it uses, in sequence, in milliseconds, or `nil` if it uses none.
  package var milliseconds: Int64? {
    let times = calls.filter(\.isShown).compactMap(\.milliseconds)
    return times.isEmpty ? nil : times.reduce(0, +)
  }
}

/// One of the variants of an asset, or the only one.
package struct ReportedVariant: Sendable {
  /// From 1.
  package let number: Int
  /// The returned picture, and its renditions; each exists.
  package let pictures: [ReportedPicture]
  /// The returned text, if text was requested.
  package let text: String?
  package let asked: AskedPicture?
  /// The size of the returned picture, in pixels.
  package let size: PixelSize?
  package let verdict: ReportedVerdict
  /// What the stages that judged it measured, one line each, with the stage's name first.
  package let figures: [String]
  /// Pictures that show what was measured, in the store; each exists.
  package let evidence: [ReportedPicture]
  /// An earlier original that looks nearly the same, from the output folder, or `nil` if there is none.
  package let duplicateOf: String?
  /// The answer that its pictures were made of.
  package let call: ReportedCall?
  /// The reason why there is no picture, or `nil` if there is one.
  package let complaint: String?
  /// The provenance that its renditions state, or `nil` if they state none or there are none.
  package let sourceType: DigitalSourceType?
}

/// The result of validating the returned pixels.
package enum ReportedVerdict: Hashable, Sendable {
  /// The chain has no validating stage.
  case notAsked
  /// It is as requested.
  case passed
  /// It is not, and these remedies, as the file writes them, repaired it.
  case repaired([String])
  case rejected(stage: String, message: String)
  /// It has not been validated yet.
  case open
}

/// A picture in the output folder, or outside of it.
package struct ReportedPicture: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case source
    case reference
    case original
    case rendition
    case prepared
    /// An answer that is not used at present; it lies in the store.
    case stored
  }

  package let kind: Kind
  /// A file's name without variant and extension, or a path as the pipeline file has it.
  package let name: String
  /// From the output folder, with `/` between the parts.
  package let path: String
  /// Upright, in pixels, or `nil` if the file could not be read.
  package let size: PixelSize?
  /// The format's id, or `nil` if it is not known.
  package let format: String?
  package let isShownByBrowsers: Bool
  /// Indicates whether it was found to hold a C2PA manifest.
  package var hasContentCredentials = false
}

/// One paid call and its outcome.
package struct ReportedCall: Sendable {
  package let id: String
  /// The stage's name, and its place in the chain.
  package let stage: String
  package let stageIndex: Int
  package let variant: Int
  package let attempt: Int
  /// The cause of the call.
  package let cause: String
  package let gateway: String
  package let model: String
  /// Its outcome, in a few words.
  package let outcome: String
  /// The words of the model or the gateway.
  package let words: String?
  /// The cost, or `nil` if it is not known.
  package let cost: Amount?
  /// The source of the amount.
  package let basis: String?
  package let wasSent: Bool
  /// Milliseconds since 1970 UTC.
  package let started: Int64
  /// The time until its answer had been read, or `nil` if there was none.
  package let milliseconds: Int64?
  /// The picture, or `nil` if there was none, or the store does not hold it any more.
  package let picture: ReportedPicture?
  /// Indicates whether the asset's present files were made of it.
  package let isShown: Bool
  /// Indicates whether `pick` may choose it for this asset.
  package let isPickable: Bool
}

extension CodecRegistry {
  /// Returns whether browsers show pictures of this format.
  /// - Parameter format: its id, or `nil` if it is not known.
  func browsersShow(_ format: String?) -> Bool { format.flatMap { codec(for: FormatID($0)) }?.format.can(.shownByBrowsers) ?? false }
}

extension ReportedCall {
  /// - Parameter picture: its stored picture, if that still exists.
  init(_ exchange: Exchange, stage: String, picture: ReportedPicture?, isShown: Bool, isPickable: Bool) {
    let detail = exchange.answerDetail
    self.init(
      id: exchange.id.text, stage: stage, stageIndex: exchange.slot.stage, variant: exchange.slot.variant, attempt: exchange.attempt,
      cause: exchange.cause.rawValue, gateway: exchange.gateway, model: exchange.model, outcome: exchange.displayName,
      words: detail[.words] ?? detail[.message] ?? detail[.text] ?? exchange.reason,
      cost: exchange.cost?.nanoUSD.map { Amount(nanos: $0) }, basis: exchange.cost?.basis,
      wasSent: exchange.state != .intended && exchange.state != .notSent, started: exchange.created,
      milliseconds: exchange.state == .interpreted || exchange.state == .rejected ? max(0, exchange.updated - exchange.created) : nil,
      picture: picture, isShown: isShown, isPickable: isPickable)
  }
}
