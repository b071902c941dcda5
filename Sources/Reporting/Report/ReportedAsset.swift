package import GatewayAPI
package import ImageCore
package import PipelineModel

/// One asset of a report.
package struct ReportedAsset: Sendable {
  package enum State: String, CaseIterable, Hashable, Sendable {
    /// All its files are there and current.
    case complete
    /// It was tried, and something stands against it.
    case failed
    /// A call may have been billed without an answer; a person has to decide.
    case undecided
    /// The next run will work on it.
    case pending
  }

  package let name: String
  package let state: State
  /// Why it is not complete, in a line for a person; nil where it is.
  package let reason: String?
  /// Its values, in the order of the report's axes; nil where it has none.
  package let values: [String?]
  /// What the chain begins with.
  package let source: ReportedPicture?
  package let references: [ReportedPicture]
  /// One for each paid stage, in order.
  package let prompts: [String]
  package let variants: [ReportedVariant]
  /// Every call that was made for it, by stage and variant, oldest first; and those of others whose answers it uses.
  package let calls: [ReportedCall]
  package let cost: ReportedCost

  /// What the answers took that it shows, one after another, in milliseconds; nil where it shows none.
  package var milliseconds: Int64? {
    let times = calls.filter(\.isShown).compactMap(\.milliseconds)
    return times.isEmpty ? nil : times.reduce(0, +)
  }
}

/// One of the variants of an asset, or the only one.
package struct ReportedVariant: Sendable {
  /// From 1.
  package let number: Int
  /// What came back, and what was made of it; each is there.
  package let pictures: [ReportedPicture]
  /// What came back where words were asked for.
  package let text: String?
  package let asked: AskedPicture?
  /// The size that came back, in pixels.
  package let size: PixelSize?
  package let verdict: ReportedVerdict
  /// What the stages that judged it measured, one line each, with the stage's name first.
  package let figures: [String]
  /// The answer that its pictures were made of.
  package let call: ReportedCall?
  /// Why there is no picture; nil where there is one.
  package let complaint: String?
  /// What its renditions say of how they came to be; nil where they say nothing or there are none.
  package let sourceType: DigitalSourceType?
}

/// What became of the check of the pixels that came back.
package enum ReportedVerdict: Hashable, Sendable {
  /// The chain has no stage that judges.
  case notAsked
  /// It is as it was asked for.
  case passed
  /// It is not, and these remedies, as the file writes them, took care of it.
  case repaired([String])
  /// The stage that turned it down, and what it found.
  case rejected(stage: String, message: String)
  /// Nothing has judged it yet.
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
    /// An answer that is not shown at present; it lies in the store.
    case stored
  }

  package let kind: Kind
  /// A file's name without variant and extension, or a path as the pipeline file has it.
  package let name: String
  /// From the output folder, with `/` between the parts.
  package let path: String
  /// Upright, in pixels; nil where the file could not be read.
  package let size: PixelSize?
  /// The format's id; nil where it is not known.
  package let format: String?
  package let isShownByBrowsers: Bool
  /// Whether it was found to hold a C2PA manifest.
  package var hasContentCredentials = false
}

/// One paid call and what came of it.
package struct ReportedCall: Sendable {
  package let id: String
  /// The stage's name, and its place in the chain.
  package let stage: String
  package let stageIndex: Int
  package let variant: Int
  package let attempt: Int
  /// Why it was made.
  package let cause: String
  package let gateway: String
  package let model: String
  /// What it came to, in a few words.
  package let outcome: String
  /// What the model or the gateway said.
  package let words: String?
  /// Nil where it is not known.
  package let cost: Amount?
  /// Where the amount comes from.
  package let basis: String?
  package let wasSent: Bool
  /// Milliseconds since 1970 UTC.
  package let started: Int64
  /// Until its answer had been read; nil where there was none.
  package let milliseconds: Int64?
  /// Nil where it brought none, or the store does not hold it any more.
  package let picture: ReportedPicture?
  /// Whether the asset's present files were made of it.
  package let isShown: Bool
  /// Whether `pick` may choose it for this asset.
  package let isPickable: Bool
}

extension CodecRegistry {
  /// Whether browsers show pictures of this format.
  /// - Parameter format: its id; `nil` where it is not known.
  func browsersShow(_ format: String?) -> Bool { format.flatMap { codec(for: FormatID($0)) }?.format.can(.shownByBrowsers) ?? false }
}
