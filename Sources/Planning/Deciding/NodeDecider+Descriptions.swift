import GatewayAPI
import PipelineModel
import Storage

/// What is asked about pictures.
extension NodeDecider {
  /// Returns the node of a stage that asks about a picture, with its call or the answer that is there.
  func decideDescription(
    _ node: PlannedNode, _ stage: any DescribingStage, _ identity: ExchangeIdentity, of asset: String
  ) throws(StorageError) -> (PlannedNode, PlannedProblem?) {
    let slot = Slot(pipeline: pipeline.name, asset: asset, stage: node.place.stage, variant: node.place.variant)
    let choice = try AnswerChoice(
      key: identity.key, identity: identity, slot: slot, gateways: pipeline.gateways.map(\.name), billingDomain: pipeline.billingDomain,
      isRefreshed: selected.isRefreshed(asset), snapshot: snapshot, binding: bindings[slot], bound: bound, lostCall: nil,
      blobs: store.blobs, emptyAnswerRetries: 0, isAccepted: { $0.answeredText != nil }
    ).decide()
    let card = pipeline.model(of: stage).card
    let offers = pipeline.gateways.map { gateway in
      GatewayOffer(
        gateway: gateway.name, estimate: gateway.estimate(stage.shape, card: card), obstacle: stage.obstacle(at: gateway, card: card))
    }
    let status: PlannedNode.Status =
      switch choice.decision {
      case .call: .call
      case .reuse: .reuse
      case .waiting: .waiting
      case .blocked: .blocked
      }
    let attempts = snapshot.attempts[identity.key] ?? []
    let planned = PlannedNode(
      id: node.id, place: node.place, stage: node.stage, inputs: node.inputs, status: status, reason: choice.reason, key: identity.key,
      outputs: node.outputs,
      exchange: PlannedExchange(
        identity: identity, slot: slot, decision: choice.decision, asked: AskedPicture(ratio: nil, imageSize: nil, expected: nil),
        estimate: offers.estimate, offers: offers, expectedTokens: card?.expectedTokens(stage.shape) ?? 0, tally: AttemptTally(),
        lastAttempt: attempts.last?.attempt ?? 0, prompt: stage.prompt, groundSentence: nil))
    if case .problem(let problem) = choice.reason { return (planned, problem) }
    return (planned, nil)
  }
}
