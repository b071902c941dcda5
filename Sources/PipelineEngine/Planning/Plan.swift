package import Diagnostics
package import GatewayAPI
package import Storage
package import SystemPackage

/// What would run for each asset, why, and what it costs. A value: `plan`, `run`, `watch` and the JSON output are views of it.
package struct Plan: Sendable {
  package let pipeline: Pipeline
  package let assets: [PlannedAsset]
  /// Requests, if nothing has to be asked again.
  package let calls: Int
  /// Requests, if every retry that the file allows is made.
  package let callsAtMost: Int
  /// Answers that are used again without a request.
  package let reused: Int
  /// Nil where a price is unknown.
  package let cost: CostRange?
  /// Stored answers of assets that others start from and that are not themselves part of this plan.
  package let startingPoints: [String: Exchange]
  /// Exchanges of this pipeline's keys that may have been billed without an answer.
  package let unknown: [Exchange]
  /// The manifest that the output folder has now.
  package let manifest: ManifestIndex?
  /// Of the manifest's file, from before it was read; nil where there is none.
  package let manifestStamp: FileStamp?
  /// Digests that were computed for this plan and that the ledger may remember.
  package let computedDigests: [SourceDigest]
}

/// One asset of a plan.
package struct PlannedAsset: Sendable {
  package let asset: Asset
  package let steps: [PlannedStep]
  /// Why the asset cannot be made; nil where nothing is known against it.
  package let problem: PlannedProblem?
  /// The asset that this one starts from.
  package let dependency: String?
  /// Absolute paths of the files it reads, by the path in the settings, with the digests that were planned with.
  package let files: [FilePath: PlannedFile]
  /// Whether a picture out of a file goes into its answers, its own or that of the asset it starts from.
  package let hasSourcePicture: Bool

  package var name: String { asset.name }

  /// Why its stored answer makes it fail again, without any call; nil where nothing is known against it, or a call is to be made.
  package var storedFailure: GenerationFailure.Name? {
    guard problem == nil, !steps.contains(where: { $0.status == .call }) else { return nil }
    return steps.lazy.compactMap { $0.exchange?.storedFailure }.first
  }

  /// Whether anything is to be made or written.
  package var hasWork: Bool {
    steps.contains { step in
      switch step.status {
      case .run, .call: true
      case .reuse: step.outputs.contains { !$0.isCurrent }
      case .current, .blocked: false
      }
    }
  }
}

package struct PlannedFile: Hashable, Sendable {
  package let path: String
  package let digest: Digest
  /// What the digest was taken of, so that an unchanged file need not be hashed again; nil where it always is.
  package let stamped: SourceDigest?
}

/// Why an asset is known to fail before anything runs.
package struct PlannedProblem: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case source
    /// A call is in doubt; someone has to decide.
    case unknownExchange
    /// The answer it is bound to, or its stored original, is not there.
    case missingAnswer
  }

  package let kind: Kind
  package let message: String
  /// The stage that it concerns, where that is known.
  package var position: SourcePosition?

  func at(_ position: SourcePosition) -> PlannedProblem {
    PlannedProblem(kind: kind, message: message, position: self.position ?? position)
  }
}

/// One stage of one asset, or of one of its variants.
package struct PlannedStep: Sendable {
  package enum Status: String, Sendable {
    /// A paid call will be made.
    case call
    /// A stored answer is used.
    case reuse
    /// Local work will be done.
    case run
    /// Nothing is to be done.
    case current
    /// It cannot be done.
    case blocked
  }

  /// The stage's place in the chain, from 0.
  package let index: Int
  package let stage: String
  package let variant: Int
  package let status: Status
  /// Why it will run, or why not.
  package let why: String
  package let key: Digest?
  package let outputs: [PlannedOutput]
  package let exchange: PlannedExchange?
  /// What is different from before, where ``why`` says that something is.
  package var changes: [PlannedChange] = []
}

/// A file that a step leaves in the output folder.
package struct PlannedOutput: Sendable {
  /// As in the ``OutputDeclaration``; `original` for a returned picture.
  package let name: String
  /// Relative to the output folder; nil while the extension is not known.
  package let path: String?
  /// Nil while the input is not known.
  package let key: Digest?
  package let isCurrent: Bool
  package let why: String
  /// What is different from before, where ``why`` says that something is.
  package var changes: [PlannedChange] = []
}

/// The paid part of a step.
package struct PlannedExchange: Sendable {
  package enum Decision: Sendable {
    case call(AttemptCause)
    /// An answer that is there, read or not.
    case reuse(Exchange)
    case blocked

    /// The answer that is there.
    var answer: Exchange? {
      if case .reuse(let exchange) = self { exchange } else { nil }
    }
  }

  package let identity: ExchangeIdentity
  package let slot: Slot
  package let decision: Decision
  package let asked: AskedPicture
  /// Of one call at whichever gateway answers; nil where a price is unknown.
  package let estimate: CostRange?
  /// In the order in which the gateways are asked.
  package let offers: [GatewayOffer]
  /// Tokens that one call is expected to use; 0 where nothing is known.
  package let expectedTokens: Int
  /// What led to the answer that is used or that another call is to replace.
  package let tally: AttemptTally
  /// The number of the last attempt under the key; 0 without any.
  package let lastAttempt: Int

  /// What the answer that is used brought instead of a result, so that the asset fails once more; nil where it brought one, or is not read yet.
  package var storedFailure: GenerationFailure.Name? {
    guard case .reuse(let answer) = decision, answer.state == .interpreted, answer.picture == nil else { return nil }
    return answer.failure
  }

  /// Of one call at that gateway.
  func estimate(at gateway: String) -> CostRange? { offers.first { $0.gateway == gateway }?.estimate }
}

/// What a gateway would do for a call.
package struct GatewayOffer: Sendable {
  package let gateway: String
  /// Of one call; nil where the price is unknown.
  package let estimate: CostRange?
  /// What it cannot do, so that it is passed over; nil where nothing is known.
  package let obstacle: String?
}
