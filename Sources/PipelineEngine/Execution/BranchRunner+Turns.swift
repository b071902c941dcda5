import GatewayAPI

/// The turns before a paid stage, which it sends along.
extension BranchRunner {
  /// The turns before the paid stage at `place`: what was asked, and the model's own parts. Empty where they are not stored any more.
  mutating func conversation(before place: Checkpoint) async throws -> [Content] {
    guard let previous = chain.paidIndices.last(where: { $0 < place.index }), let answer = answers[previous] ?? place.exchange,
      let reply = try await services.exchanges.modelTurn(of: answer)
    else {
      services.events.send(
        .note(asset: name, stage: chain.links[place.index].name, message: "the turns before are not stored; asking without them"))
      return []
    }
    return try await request(at: previous).contents + [reply]
  }

  /// What the paid stage at `index` asks; prepared once more, for free, where its answer was a stored one.
  private mutating func request(at index: Int) async throws -> GenerationRequest {
    if let request = requests[index] { return request }
    guard let exchange = step(at: index)?.exchange else { preconditionFailure("every paid stage has a planned exchange") }
    let link = chain.links[index]
    let place = try await prepared(for: index)
    let history = link.paid?.replaysHistory == true ? try await conversation(before: place) : []
    let box = AnswerBox()
    let context = context(at: place, asked: exchange.asked, wanted: [], history: history) { request, _ in
      await box.put(nil, to: request)
      return .done(.nothing)
    }
    do {
      _ = try await link.stage.run(place.artifact, in: context)
    } catch {
      throw AssetRunner.failure(of: error).at(link)
    }
    guard let request = await box.request else { preconditionFailure("a paid stage asks exactly once") }
    requests[index] = request
    return request
  }
}
