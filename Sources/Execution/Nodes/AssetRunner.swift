import PipelineModel
import Planning
import Storage

/// Runs one asset: each of its turns as soon as its input is there. Its failures concern this asset only.
struct AssetRunner: Sendable {
  let planned: PlannedAsset
  let services: RunServices
  let turns: AssetTurns

  init(planned: PlannedAsset, services: RunServices) {
    self.planned = planned
    self.services = services
    turns = AssetTurns(planned)
  }

  func run() async throws(AssetFailure) {
    let outcome: Result<Exchange?, AssetFailure>
    if let failure = services.exchanges.sharing?.obstacle(to: planned) {
      outcome = .failure(failure)
    } else if let problem = planned.problem {
      outcome = .failure(AssetFailure(problem))
    } else {
      outcome = await runTurns()
    }
    switch outcome {
    case .success(let original?): await services.dependencies.publish(.success(original), of: planned.name)
    case .success(nil):
      let failure = AssetFailure(.asset, .noOriginal, "there is no stored answer")
      await services.dependencies.publish(.failure(failure), of: planned.name)
    case .failure(let failure):
      await services.dependencies.publish(.failure(failure), of: planned.name)
      throw failure
    }
  }

  /// Runs the turns, and returns the answer of the last generation, of the first variant.
  private func runTurns() async -> Result<Exchange?, AssetFailure> {
    var waiting = turns.turns.indices.filter { turns.turns[$0].isEntered }
    var ended: [Int: Result<TurnResult, AssetFailure>] = [:]
    await withTaskGroup(of: (position: Int, result: Result<TurnResult, AssetFailure>).self) { group in
      func startReady() {
        var late: [Int] = []
        for position in waiting {
          var earlier: [Int: NodeResult] = [:]
          var hasFailed = false
          let prerequisites = turns.prerequisites(of: position, in: planned)
          for prerequisite in prerequisites {
            switch ended[prerequisite] {
            case .success(let turn)?: earlier[prerequisite] = turn.result
            case .failure?: hasFailed = true
            case nil: break
            }
          }
          if hasFailed { continue }
          if earlier.count < prerequisites.count {
            late.append(position)
            continue
          }
          group.addTask { [earlier] in (position, await result(of: position, from: earlier)) }
        }
        waiting = late
      }
      startReady()
      while let (position, result) = await group.next() {
        ended[position] = result
        startReady()
      }
    }
    bind(ended)
    await show(ended)
    let failures = turns.turns.indices.compactMap { position -> AssetFailure? in
      if case .failure(let failure)? = ended[position] { failure } else { nil }
    }
    // What has failed outranks what is on its way.
    if let failure = failures.first(where: { $0.kind != .waiting }) ?? failures.first { return .failure(failure) }
    guard let last = planned.asset.graph.lastGeneration.flatMap({ turns.position(of: $0) }), case .success(let result)? = ended[last] else {
      return .success(nil)
    }
    return .success(result.result.exchange)
  }

  /// - Parameter earlier: the results of the turns that it needs, by their positions.
  private func result(of position: Int, from earlier: [Int: NodeResult]) async -> Result<TurnResult, AssetFailure> {
    do {
      let turn = turns.turns[position]
      var runner = TurnRunner(position, of: self, input: turn.isCalled ? turn.feeding.flatMap { earlier[$0] } : nil)
      runner.earlier = earlier.compactMapValues(\.exchange)
      return .success(try await runner.run())
    } catch {
      return .failure(AssetFailure(error))
    }
  }

  /// Records the variant that others go by: the first, or the lowest that succeeded where those before it came to nothing. Of that one the files
  /// are written, even if the plan expected another to be the one.
  private func show(_ ended: [Int: Result<TurnResult, AssetFailure>]) async {
    let graph = planned.asset.graph
    for variant in 1...graph.variants {
      guard let last = graph.nodes.last(where: { $0.place.variant == variant })?.place, let position = turns.position(of: last) else {
        return
      }
      var way: [Int] = []
      var next: Int? = position
      while let turn = next {
        way.append(turn)
        next = turns.turns[turn].feeding
      }
      let failures = way.compactMap { turn -> AssetFailure? in
        if case .failure(let failure)? = ended[turn] { failure } else { nil }
      }
      // One that was not decided yet may still be the one.
      guard failures.allSatisfy({ $0.kind == .asset }) else { return }
      guard failures.isEmpty else { continue }
      if case .success(let result)? = ended[position], lacksFiles(turns.turns[position]) {
        do {
          try await TurnRunner(position, of: self, input: nil).writeFiles(after: result)
        } catch {
          let failure = AssetFailure(error)
          services.events.send(
            .note(asset: planned.name, stage: failure.stage ?? planned.asset.chain.links[last.stage].name, message: failure.message))
          return
        }
      }
      services.recorder.add(shown: variant, of: planned.name)
      return
    }
  }

  /// Returns whether no file of a turn was wanted that its nodes could have.
  private func lacksFiles(_ turn: Turn) -> Bool {
    guard services.pipeline.keptVariants == .chosen, planned.asset.graph.variants > 1 else { return false }
    return turn.locals.contains { $0.outputs.isEmpty && !planned.asset.chain.links[$0.place.stage].stage.outputs.isEmpty }
  }

  /// Binds the asset to the answers that every stage after them has accepted.
  private func bind(_ ended: [Int: Result<TurnResult, AssetFailure>]) {
    for (position, result) in ended {
      guard case .success(let turn) = result else { continue }
      let isAccepted = turns.descendants(of: position).allSatisfy { later in
        guard turns.turns[later].isEntered else { return true }
        if case .success? = ended[later] { return true }
        return false
      }
      if isAccepted { services.recorder.add(bindings: turn.bindings) }
    }
  }
}
