/// The nodes that a chain expands to: one for each stage and, from where the chain divides into variants, one for each stage and variant.
///
/// Expanded once for all assets of one shape; whoever wants to know what feeds what asks here, and nobody counts variants.
package struct ChainNodes: Sendable {
  package struct Node: Hashable, Sendable {
    package let place: NodePlace
    /// The node whose result this one uses, or `nil` if it begins with a file, another asset, or nothing.
    package let input: NodePlace?
    /// The generation node before this one on its way through the chain, or `nil` if there is none.
    package let generation: NodePlace?
    /// The number of a generation among the chain's, from 1; `nil` for other nodes.
    package let turn: Int?
  }

  /// What the nodes of a chain depend on; chains of one shape have the same nodes.
  package struct Shape: Hashable, Sendable {
    fileprivate struct Link: Hashable {
      /// Whether it works on a file or another asset, rather than on the result before it.
      let begins: Bool
      /// Into how many variants it divides, or `nil` where it is no generation.
      let variants: Int?
    }

    fileprivate let links: [Link]

    package init(_ chain: Chain) {
      links = chain.links.map { link in
        let begins =
          switch link.input?.input {
          case .file?, .asset?: true
          case .result?, nil: false
          }
        return Link(begins: begins, variants: link.generation?.variants)
      }
    }
  }

  /// In an order in which each comes after those that feed it: the first variant's with what all have in common, then those of the second …
  package let nodes: [Node]
  /// The number of variants, at least 1.
  package let variants: Int
  /// The number of generations in the chain.
  package let turns: Int
  /// The last generation of the first variant, which others start from.
  package let lastGeneration: NodePlace?
  private let positions: [NodePlace: Int]

  package init(_ shape: Shape) {
    let links = shape.links
    let division = links.firstIndex { ($0.variants ?? 1) > 1 }
    variants = division.flatMap { links[$0].variants } ?? 1
    turns = links.count { $0.variants != nil }
    var nodes: [Node] = []
    for variant in 1...variants {
      var input: NodePlace?
      var generation: NodePlace?
      var turn = 0
      for (index, link) in links.enumerated() {
        let isShared = division.map { index < $0 } ?? true
        let place = NodePlace(stage: index, variant: isShared ? 1 : variant)
        let isGeneration = link.variants != nil
        if isGeneration { turn += 1 }
        if !isShared || variant == 1 {
          nodes.append(Node(place: place, input: link.begins ? nil : input, generation: generation, turn: isGeneration ? turn : nil))
        }
        input = place
        if isGeneration { generation = place }
      }
    }
    self.nodes = nodes
    lastGeneration = nodes.last { $0.turn != nil && $0.place.variant == 1 }?.place
    positions = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.place, $0) })
  }

  package subscript(place: NodePlace) -> Node? { positions[place].map { nodes[$0] } }

  /// Returns the position of a node in ``nodes``.
  package func position(of place: NodePlace) -> Int? { positions[place] }

  /// Returns the last generation on the way to a variant's files.
  package func lastGeneration(of variant: Int) -> NodePlace? {
    guard let end = nodes.last(where: { $0.place.variant == variant }) else { return nil }
    return end.turn == nil ? end.generation : end.place
  }

  /// Returns the generation with the number `turn` that lies before a node on its way through the chain.
  package func generation(_ turn: Int, before place: NodePlace) -> NodePlace? {
    var found = self[place]?.generation
    while let candidate = found, self[candidate]?.turn != turn { found = self[candidate]?.generation }
    return found
  }

  /// Returns whether there is one such node for each variant.
  package func isDivided(_ place: NodePlace) -> Bool { positions[NodePlace(stage: place.stage, variant: 2)] != nil }

  /// Returns the nodes that use the result of a node.
  package func consumers(of place: NodePlace) -> [NodePlace] { nodes.filter { $0.input == place }.map(\.place) }
}
