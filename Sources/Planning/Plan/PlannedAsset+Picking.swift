import PipelineModel
package import Storage

extension PlannedAsset {
  /// Returns the bindings with which the asset uses `exchange`: none if it does already, `nil` if the call was made for something else.
  ///
  /// An earlier answer replaces the one that its variant uses. The answer of another variant is exchanged with that of the first, whose
  /// files have the plain names; if variants go through several calls, they are exchanged at each.
  package func bindings(picking exchange: Exchange) -> [Binding]? {
    if let variant = variant(showing: exchange) {
      guard variant > 1 else { return [] }
      return generations.flatMap { node -> [Binding] in
        guard node.place.variant == variant, let other = self[NodePlace(stage: node.place.stage, variant: 1)] else { return [] }
        return [other.binding(answerOf: node), node.binding(answerOf: other)].compactMap(\.self)
      }
    }
    let slot = exchange.slot
    guard slot.asset == name || generations.contains(where: { $0.exchange?.identity.key == exchange.key }),
      let wanted = self[NodePlace(stage: slot.stage, variant: slot.variant)]?.exchange
    else { return nil }
    return [Binding(slot: wanted.slot, exchange: exchange.id, key: wanted.identity.key)]
  }

  /// Returns the answer that was made as a variant, wherever it is used, or `nil` if the variant has none.
  package func answer(ofVariant variant: Int) -> Exchange? {
    let last = generations.filter { $0.place.stage == lastGeneration?.place.stage }
    return last.compactMap { $0.exchange?.decision.answer }.first { $0.slot.variant == variant }
      ?? last.first { $0.place.variant == variant }?.exchange?.decision.answer
  }

  /// The answer that each of its calls uses, by the place of a choice.
  package var shown: [ChoicePlace: Exchange?] {
    Dictionary(
      generations.compactMap { node in
        node.exchange.map { (ChoicePlace(slot: $0.slot, key: $0.identity.key), $0.decision.answer) }
      }
    ) { first, _ in first }
  }

  private var generations: [PlannedNode] { nodes.filter { $0.exchange != nil } }

  private func variant(showing exchange: Exchange) -> Int? {
    generations.first { $0.exchange?.decision.answer?.id == exchange.id }?.place.variant
  }
}

extension PlannedNode {
  /// Returns its slot with the answer of another node, or `nil` if that has none.
  fileprivate func binding(answerOf other: PlannedNode) -> Binding? {
    guard let exchange, let answer = other.exchange?.decision.answer else { return nil }
    return Binding(slot: exchange.slot, exchange: answer.id, key: exchange.identity.key)
  }
}
