import Diagnostics
import Execution
import PipelineModel
import Planning
import Reporting
import Storage

/// Makes choices for many assets of one plan at once; each is done or said to be wrong by itself.
struct PickBatch {
  struct Done {
    let asset: String
    /// The answer that the asset shows now, or `nil` if it was rejected.
    let exchange: String?
    let isNew: Bool
  }

  struct Wrong {
    let place: String?
    let asset: String?
    let message: String
  }

  struct Outcome {
    var done: [Done] = []
    var wrong: [Wrong] = []
  }

  private let plan: Plan
  private let store: Store
  /// As the person gave it, for commands in messages.
  private let file: String
  private let assets: [String: PlannedAsset]

  init(plan: Plan, store: Store, file: String) {
    self.plan = plan
    self.store = store
    self.file = file
    assets = Dictionary(plan.assets.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Makes the choices, all in one change of what is kept. Of several for one asset the last counts.
  func pick(_ wanted: [WantedChoice]) async throws -> Outcome {
    var outcome = Outcome()
    var order: [String] = []
    var found: [String: (done: Done, bindings: [Binding])] = [:]
    let writer = BindingWriter(pipeline: plan.pipeline, store: store)
    let rejected = try writer.remarks().rejected
    for choice in wanted {
      do throws(PickProblem) {
        if choice.isRejection {
          guard assets[choice.asset] != nil else { throw noAsset(choice.asset) }
          if found[choice.asset] == nil { order.append(choice.asset) }
          found[choice.asset] = (Done(asset: choice.asset, exchange: nil, isNew: !rejected.contains(choice.asset)), [])
          continue
        }
        let (exchange, bindings) = try await self.bindings(for: choice)
        if found[choice.asset] == nil { order.append(choice.asset) }
        found[choice.asset] = (
          Done(asset: choice.asset, exchange: exchange.id.text, isNew: !bindings.isEmpty || rejected.contains(choice.asset)), bindings
        )
      } catch {
        outcome.wrong.append(Wrong(place: choice.place, asset: choice.asset.isEmpty ? nil : choice.asset, message: error.message))
      }
    }
    try await writer.write(order.flatMap { found[$0]?.bindings ?? [] })
    // A choice takes a rejection back, and the other way round.
    let turned = found.mapValues { $0.done.exchange == nil }.filter { rejected.contains($0.key) != $0.value }
    if !turned.isEmpty { try await writer.reject(turned) }
    outcome.done = order.compactMap { found[$0]?.done }
    return outcome
  }

  private func bindings(for wanted: WantedChoice) async throws(PickProblem) -> (Exchange, [Binding]) {
    guard let planned = assets[wanted.asset] else { throw noAsset(wanted.asset) }
    guard let choice = wanted.choice else {
      throw PickProblem(message: "'\(wanted.asset)' has no choice behind it: a variant's number or a call's id")
    }
    let exchange = try await call(choice, for: planned)
    guard exchange.picture != nil else {
      throw PickProblem(message: "call \(exchange.id) brought no picture; \(whereToLook(planned.name))")
    }
    guard exchange.slot.pipeline == plan.pipeline.name, let bindings = planned.bindings(picking: exchange) else {
      throw PickProblem(message: "call \(exchange.id) was not made for '\(planned.name)'; \(whereToLook(planned.name))")
    }
    return (exchange, bindings)
  }

  private func noAsset(_ name: String) -> PickProblem { PickProblem(message: NearestAsset.missing(name, among: plan.assets.map(\.name))) }

  private func whereToLook(_ asset: String) -> String {
    "`aquatint ledger history \(CommandLineText.quoted(file)) \(CommandLineText.quoted(asset))` lists its calls"
  }

  /// The call that is meant: ids have 16 digits, so a number of one or two is a variant's.
  private func call(_ choice: String, for planned: PlannedAsset) async throws(PickProblem) -> Exchange {
    if let number = Int(choice), choice.utf8.count <= 2 {
      let count = planned.asset.chain.variants
      guard (1...count).contains(number) else {
        throw PickProblem(message: "'\(planned.name)' has \(Count.of(count, "variant")), none of the number \(choice)")
      }
      guard let answer = planned.answer(ofVariant: number) else {
        throw PickProblem(message: "variant \(number) of '\(planned.name)' has no answer yet; `aquatint run` asks for it")
      }
      return answer
    }
    do throws(StorageError) {
      return try await store.ledger.exchange(prefix: choice)
    } catch {
      throw PickProblem(message: "'\(choice)' is not the beginning of one call's id; \(whereToLook(planned.name))")
    }
  }
}

/// Why a choice cannot be made.
private struct PickProblem: Error {
  let message: String
}
