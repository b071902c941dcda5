import GatewayAPI
import ImageCore
import PipelineModel
import Planning
import Storage
import SystemPackage

/// Runs one turn of an asset: its answer, stored or new, and the local nodes that use it.
struct TurnRunner {
  let position: Int
  private(set) var turn: Turn
  let asset: AssetRunner

  var services: RunServices { asset.services }
  var planned: PlannedAsset { asset.planned }
  var name: String { planned.name }
  var chain: Chain { planned.asset.chain }

  /// The result of the turn before, or `nil` if that was not run: a stored answer needs nothing before it, unless another is requested.
  var input: NodeResult?
  /// The further calls that were made for the present answer, earlier runs included.
  var tally = AttemptTally()
  /// The number of the present answer's attempt under the key of its request.
  var attempt = 0
  /// Indicates whether a call was made. Its answer is processed up to its files, even if the run is stopping.
  var hasCalled = false
  /// The answer whose original this run has published.
  var published: ExchangeID?
  /// The answers of earlier turns that this run has brought, by their positions.
  var earlier: [Int: Exchange] = [:]
  /// The generation's request, once it was made.
  var request: RequestedGeneration?
  /// The answers in which the picture is described, for their places.
  var descriptions: [Binding] = []

  init(_ position: Int, of asset: AssetRunner, input: NodeResult?) {
    self.position = position
    self.asset = asset
    self.input = input
    turn = asset.turns.turns[position]
  }

  /// Runs the turn to its end.
  /// - Parameter isPreparation: `true` if only its result is wanted, for a later turn that retries.
  mutating func run(isPreparation: Bool = false) async throws -> TurnResult {
    guard let generation = turn.generation else {
      return TurnResult(result: try await runLocals(from: .nothing), start: .nothing, bindings: descriptions)
    }
    var answered = try await answer(generation)
    let goesOn = isPreparation || turn.hasLocalWork || turn.feedsCall
    while goesOn, !turn.locals.isEmpty {
      switch try await runRound(from: answered) {
      case .reached(let result): return TurnResult(result: result, start: answered, bindings: bindings(generation, result))
      case .rejected(let rejection, let link):
        services.events.send(.note(asset: name, stage: link.name, message: "\(rejection.message); asking again"))
        answered = try await call(generation, cause: .retry)
      }
    }
    return TurnResult(result: answered, start: answered, bindings: bindings(generation, answered))
  }

  /// Writes every file of a turn that has ended, although the plan wanted none of them.
  func writeFiles(after ended: TurnResult) async throws {
    var runner = self
    runner.turn = turn.wantingFiles(of: chain)
    guard turn.isCalled else {
      runner.published = ended.result.exchange?.id
      _ = try await runner.run()
      return
    }
    // The answer of a call is there; what it went through before it was accepted, it goes through once more.
    runner.hasCalled = true
    _ = try await runner.runLocals(from: ended.start)
  }

  private func bindings(_ generation: PlannedNode, _ result: NodeResult) -> [Binding] {
    guard let exchange = generation.exchange, let answer = result.exchange else { return [] }
    return [Binding(slot: exchange.slot, exchange: answer.id, key: exchange.identity.key)] + descriptions
  }

  func link(of node: PlannedNode) -> Chain.Link { chain.links[node.place.stage] }

  var sourceParents: [Manifest.Parent] {
    let source = planned.asset.source.map { FilePath($0.writtenPath) }
    return planned.files.sorted { $0.key.string.utf8.lexicographicallyPrecedes($1.key.string.utf8) }.map { written, file in
      Manifest.Parent(kind: written == source ? .source : .reference, name: written.string, sha256: file.digest.hex)
    }
  }
}
