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
    /// The answer is on its way; a later run brings it.
    case waiting
    /// It cannot be done.
    case blocked
  }

  package let id: NodeID
  package let place: NodePlace
  /// The stage's name.
  package let stage: String
  /// What it is made of: the node before it, the asset's source, another asset's node; the one whose result it works on first.
  package let inputs: [NodeID]
  package let status: Status
  package let reason: PlanReason
  /// Of what it makes, or `nil` while its input is not known.
  package let key: Digest?
  package let outputs: [PlannedOutput]
  /// Of a generation, what will be asked and who answers.
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
  /// Or `nil` while the input is not known.
  package let key: Digest?
  package let isCurrent: Bool
  package let reason: PlanReason

  package init(name: String, path: String?, key: Digest?, isCurrent: Bool, reason: PlanReason) {
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
    /// An answer that is there, read or not.
    case reuse(Exchange)
    case blocked

    /// The answer that is there.
    package var answer: Exchange? {
      if case .reuse(let exchange) = self { exchange } else { nil }
    }
  }

  package let identity: ExchangeIdentity
  package let slot: Slot
  package let decision: Decision
  package let asked: AskedPicture
  /// Of one call at whichever gateway answers, or `nil` where a price is unknown.
  package let estimate: CostRange?
  /// In the order in which the gateways are asked.
  package let offers: [GatewayOffer]
  /// Tokens that one call is expected to use; 0 where nothing is known.
  package let expectedTokens: Int
  /// What led to the answer that is used or that another call is to replace.
  package let tally: AttemptTally
  /// The number of the last attempt under the key; 0 without any.
  package let lastAttempt: Int
  /// What the model is asked, with templates replaced.
  package let prompt: String
  /// What a request adds to the prompt about the ground, or `nil` where it adds nothing: of the answer that is used as it was sent, and of a call as
  /// far as it is known.
  package let groundSentence: String?

  package init(
    identity: ExchangeIdentity, slot: Slot, decision: Decision, asked: AskedPicture, estimate: CostRange?, offers: [GatewayOffer],
    expectedTokens: Int, tally: AttemptTally, lastAttempt: Int, prompt: String, groundSentence: String?
  ) {
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

  /// What the answer that is used brought instead of a result, so that the asset fails once more, or `nil` where it brought one, or is not read
  /// yet.
  package var storedFailure: GenerationFailure.Name? {
    guard case .reuse(let answer) = decision, answer.state == .interpreted, answer.picture == nil else { return nil }
    return answer.failure
  }

  /// Returns the estimate of one call at that gateway.
  package func estimate(at gateway: String) -> CostRange? { offers.first { $0.gateway == gateway }?.estimate }
}

/// What a gateway would do for a call.
package struct GatewayOffer: Sendable {
  package let gateway: String
  /// Of one call, or `nil` where the price is unknown.
  package let estimate: CostRange?
  /// What it cannot do, so that it is passed over, or `nil` where nothing is known.
  package let obstacle: String?

  package init(gateway: String, estimate: CostRange?, obstacle: String?) {
    self.gateway = gateway
    self.estimate = estimate
    self.obstacle = obstacle
  }
}
