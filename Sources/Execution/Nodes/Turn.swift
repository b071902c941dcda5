import PipelineModel
import Planning
import Storage

/// A generation with the local nodes that use its answer, up to the next generation; or the local nodes that a chain begins with.
///
/// These run together: the pixels between them are made and used with one reservation of the processor, and if one of them rejects the
/// answer, another one is requested in its place.
struct Turn: Sendable {
  let generation: PlannedNode?
  private(set) var locals: [PlannedNode] = []
  /// The position of the turn whose result the generation uses, or `nil` if there is none.
  let feeding: Int?
  /// Indicates whether another turn uses its result.
  fileprivate(set) var feedsOthers = false
  /// Indicates whether a generation that uses its result will be called.
  fileprivate(set) var feedsCall = false

  fileprivate mutating func add(_ node: PlannedNode) { locals.append(node) }

  /// Returns the same with every file wanted that its local nodes declare.
  func wantingFiles(of chain: Chain) -> Turn {
    var turn = self
    turn.locals = locals.map { node in
      let outputs = chain.links[node.place.stage].stage.outputs
      guard node.outputs.isEmpty, !outputs.isEmpty else { return node.with(.run, .neededByOthers) }
      return PlannedNode(
        id: node.id, place: node.place, stage: node.stage, inputs: node.inputs, status: .run, reason: .new, key: nil,
        outputs: outputs.map { PlannedOutput(name: $0.name, path: nil, key: nil, isCurrent: false, reason: .new) }, exchange: nil)
    }
    return turn
  }

  /// Indicates whether a call is made in it.
  var isCalled: Bool { generation?.status == .call }

  var hasLocalWork: Bool { locals.contains { $0.status == .run || $0.status == .call } }

  /// Indicates whether its original, or the text beside that, is missing or changed in the output folder.
  var hasStaleOriginal: Bool { generation.map { $0.status == .reuse && $0.outputs.contains { !$0.isCurrent } } ?? false }

  /// Whether what a stored answer holds is worked on or written, not only looked after.
  var opensAnswer: Bool { hasLocalWork || feedsCall || hasStaleOriginal }

  /// Whether a run has anything to do in it. The last stored answer on the way to an asset's files is always looked at, so that one that is
  /// damaged is found.
  var isEntered: Bool { isCalled || opensAnswer || (generation != nil && !feedsOthers) }
}

/// The turns of an asset's nodes, each after the one that feeds it.
struct AssetTurns: Sendable {
  let turns: [Turn]
  private let positions: [NodePlace: Int]

  init(_ planned: PlannedAsset) {
    var turns: [Turn] = []
    var positions: [NodePlace: Int] = [:]
    for (node, planned) in zip(planned.asset.graph.nodes, planned.nodes) {
      let feeding = node.input.flatMap { positions[$0] }
      if node.turn == nil, let feeding {
        turns[feeding].add(planned)
        positions[node.place] = feeding
        continue
      }
      var turn = Turn(generation: node.turn == nil ? nil : planned, feeding: feeding)
      if node.turn == nil { turn.add(planned) }
      positions[node.place] = turns.count
      turns.append(turn)
      guard let feeding else { continue }
      turns[feeding].feedsOthers = true
      if turn.isCalled { turns[feeding].feedsCall = true }
    }
    self.turns = turns
    self.positions = positions
  }

  /// Returns the position of the turn in which a node stands.
  func position(of place: NodePlace) -> Int? { positions[place] }

  /// Returns the turns whose results must be there before a turn can run: a stored answer needs nothing before it, but its stages may look at
  /// another answer that a call will bring.
  func prerequisites(of position: Int, in planned: PlannedAsset) -> [Int] {
    var found = turns[position].isCalled ? [turns[position].feeding].compactMap(\.self) : []
    for node in turns[position].locals {
      for side in planned.asset.chain.links[node.place.stage].stage.sideInputs {
        guard case .turn(let turn) = side.origin, let place = planned.asset.graph.generation(turn, before: node.place),
          let other = positions[place], other != position, turns[other].isCalled, !found.contains(other)
        else { continue }
        found.append(other)
      }
    }
    return found
  }

  /// Returns the positions of the turns that depend on a turn's result, at any distance.
  func descendants(of position: Int) -> [Int] {
    var found: Set<Int> = [position]
    for (index, turn) in turns.enumerated() {
      if let feeding = turn.feeding, found.contains(feeding) { found.insert(index) }
    }
    return found.subtracting([position]).sorted()
  }
}
