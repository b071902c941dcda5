package import GatewayAPI
package import Storage

/// One stage of one asset, or of one of its variants.
package struct PlannedNode: Sendable {
  package enum Status: String, Sendable {
    /// A paid call will be made.
    case call
    /// A stored answer is used.
    case reuse
    /// Local work will be done.
    case run
    /// Nothing is to be done.
    case current
    /// The answer is pending; a later run receives it.
    case waiting
    /// It cannot be done.
    case blocked
  }

  package let id: NodeID
  package let place: NodePlace
  /// The stage's name.
  package let stage: String
  /// The inputs: the node before it, the asset's source, another asset's node; the one whose result it transforms first.
  package let inputs: [NodeID]
  package let status: Status
  package let reason: PlanReason
  /// The key of its result, or `nil` while its input is not known.
  package let key: Digest?
  package let outputs: [PlannedOutput]
  /// The paid part of a generation.
  package let exchange: PlannedExchange?

  package init(
    id: NodeID, place: NodePlace, stage: String, inputs: [NodeID], status: Status, reason: PlanReason, key: Digest?,
    outputs: [PlannedOutput], exchange: PlannedExchange?
  ) {
    self.id = id
    self.place = place
    self.stage = stage
    self.inputs = inputs
    self.status = status
    self.reason = reason
    self.key = key
    self.outputs = outputs
    self.exchange = exchange
  }

  /// Returns the same node with another status.
  package func with(_ status: Status, _ reason: PlanReason) -> PlannedNode {
    PlannedNode(
      id: id, place: place, stage: stage, inputs: inputs, status: status, reason: reason, key: key, outputs: outputs, exchange: exchange)
  }
}

/// A file that a node leaves in the output folder.
package struct PlannedOutput: Sendable {
  /// As in the ``OutputDeclaration``; `original` for a returned picture.
  package let name: String
  /// Relative to the output folder, or `nil` while the extension is not known.
  package let path: String?
  /// The key, or `nil` while the input is not known.
  package let key: Digest?
  package let isCurrent: Bool
  package let reason: PlanReason
  /// Whether it is asked to say where it comes from, whatever its size.
  package let asksForProvenance: Bool

  package init(name: String, path: String?, key: Digest?, isCurrent: Bool, reason: PlanReason, asksForProvenance: Bool = false) {
    self.asksForProvenance = asksForProvenance
    self.name = name
    self.path = path
    self.key = key
    self.isCurrent = isCurrent
    self.reason = reason
  }
}

/// The paid part of a node.
package struct PlannedExchange: Sendable {
  package enum Decision: Sendable {
    case call(AttemptCause)
    /// An existing answer, interpreted or not.
    case reuse(Exchange)
    /// A gateway will answer it later; `nil` where it cannot even be asked before another answer has come.
    case waiting(Exchange?)
    case blocked

    /// The existing answer.
    package var answer: Exchange? {
      if case .reuse(let exchange) = self { exchange } else { nil }
    }
  }

  package let identity: ExchangeIdentity
  package let slot: Slot
  package let decision: Decision
  package let asked: AskedPicture
  /// The estimate of one call at whichever gateway answers, or `nil` if a price is unknown.
  package let estimate: CostRange?
  /// In the order in which the gateways are tried.
  package let offers: [GatewayOffer]
  /// Tokens that one call is expected to use; 0 if unknown.
  package let expectedTokens: Int
  /// The attempts that led to the answer that is used or replaced.
  package let tally: AttemptTally
  /// The number of the last attempt under the key; 0 without any.
  package let lastAttempt: Int
  /// What the model is asked, with templates replaced.
  package let prompt: String
  /// What a request adds to the prompt about the ground, or `nil` where it adds nothing: of the answer that is used as it was sent, and of a call as
  /// far as it is known.
  package let groundSentence: String?
  /// The key under which a plan has it, where that is another: of a request about a picture that was not there yet.
  package let plannedKey: Digest

  package init(
    identity: ExchangeIdentity, slot: Slot, decision: Decision, asked: AskedPicture, estimate: CostRange?, offers: [GatewayOffer],
    expectedTokens: Int, tally: AttemptTally, lastAttempt: Int, prompt: String, groundSentence: String?, plannedKey: Digest? = nil
  ) {
    self.plannedKey = plannedKey ?? identity.key
    self.identity = identity
    self.slot = slot
    self.decision = decision
    self.asked = asked
    self.estimate = estimate
    self.offers = offers
    self.expectedTokens = expectedTokens
    self.tally = tally
    self.lastAttempt = lastAttempt
    self.prompt = prompt
    self.groundSentence = groundSentence
  }

  /// Returns the same about the picture that is there by now.
  package func about(original: Digest) -> PlannedExchange {
    PlannedExchange(
      identity: identity.about(original: original), slot: slot, decision: decision, asked: asked, estimate: estimate, offers: offers,
      expectedTokens: expectedTokens, tally: tally, lastAttempt: lastAttempt, prompt: prompt, groundSentence: groundSentence,
      plannedKey: plannedKey)
  }

  /// The failure of the stored answer that is used, so that the asset fails once more, or `nil` if it gave a result, or is not read yet.
  package var storedFailure: GenerationFailure.Name? {
    guard case .reuse(let answer) = decision, answer.state == .interpreted, answer.picture == nil else { return nil }
    return answer.failure
  }

  /// Returns the estimate of one call at a tier, at whichever gateway has it and answers; `nil` where none has, or a price is unknown.
  package func estimate(at tier: ServiceTier) -> CostRange? {
    offers.filter { $0.obstacle == nil }.compactMap { $0.byTier[tier] }.reduce(nil) { total, estimate in
      total.map { CostRange(low: min($0.low, estimate.low), high: max($0.high, estimate.high)) } ?? estimate
    }
  }

  /// Returns the estimate of one call at that gateway.
  package func estimate(at gateway: String) -> CostRange? { offers.first { $0.gateway == gateway }?.estimate }
}

/// A gateway's estimate and obstacle for a call.
package struct GatewayOffer: Sendable {
  package let gateway: String
  /// The estimate of one call, or `nil` if the price is unknown.
  package let estimate: CostRange?
  /// The reason why the gateway cannot take the call and is skipped, or `nil` if none is known.
  package let obstacle: String?
  /// The estimate at each tier that the gateway and the model have.
  package let byTier: [ServiceTier: CostRange]

  package init(gateway: String, estimate: CostRange?, obstacle: String?, byTier: [ServiceTier: CostRange] = [:]) {
    self.byTier = byTier
    self.gateway = gateway
    self.estimate = estimate
    self.obstacle = obstacle
  }
}

/// The place of a node in its asset's chain.
package struct NodePlace: Hashable, Sendable {
  /// The stage's place in the chain, from 0.
  package let stage: Int
  /// From 1; nodes that the variants share belong to the first.
  package let variant: Int

  package init(stage: Int, variant: Int) {
    self.stage = stage
    self.variant = variant
  }
}

/// Names one node of a plan; the same file gives the same names.
package enum NodeID: Hashable, Sendable, CustomStringConvertible {
  /// The file that an asset's chain begins with.
  case source(asset: String)
  /// A stage of an asset's chain, for one variant.
  case stage(asset: String, NodePlace)
  /// A node over a whole set of assets, by its place in the file, from 0.
  case set(index: Int)

  package var description: String {
    switch self {
    case .source(let asset): "\(asset)/source"
    case .stage(let asset, let place): "\(asset)/\(place.stage)#\(place.variant)"
    case .set(let index): "set/\(index)"
    }
  }
}
