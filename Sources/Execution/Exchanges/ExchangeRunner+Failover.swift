import GatewayAPI
import PipelineModel
import Storage

/// Failover from one gateway to the next.
extension ExchangeRunner {
  /// The outcome at one gateway.
  enum Outcome {
    case answered(Answer)
    /// Nothing was started there, so the next one may be tried.
    case tryNextGateway(AssetFailure)
  }

  /// Tries the gateways in their order until one answers, refuses, or may have worked.
  func call(_ order: Order) async throws -> Answer {
    var waited = Duration.zero
    var met: [AssetFailure] = []
    for (index, gateway) in gateways.enumerated() {
      // With one gateway the dialect decides, with an error of its own.
      if gateways.count > 1, let obstacle = gateway.obstacle(to: order.request, card: card(of: order)) {
        met.append(AssetFailure(.asset, .gatewayCannot, "the gateway '\(gateway.name)' \(obstacle)"))
        continue
      }
      switch try await ask(gateway, order, waited: &waited) {
      case .answered(let answer): return answer
      case .tryNextGateway(let failure):
        met.append(failure)
        if index + 1 < gateways.count {
          note("\(failure.message); asking '\(gateways[index + 1].name)' instead", about: order)
        }
      }
    }
    throw Self.joined(met)
  }

  func note(_ message: String, about order: Order) {
    events.send(.note(asset: order.asset, stage: order.stage, message: message))
  }

  /// Returns the failure of the last gateway that was tried, with the messages of the others.
  private static func joined(_ met: [AssetFailure]) -> AssetFailure {
    guard let last = met.last(where: { $0.code != .gatewayCannot }) ?? met.last else {
      preconditionFailure("a pipeline has at least one gateway")
    }
    guard met.count > 1 else { return last }
    return AssetFailure(last.kind, last.code, met.map(\.message).joined(separator: "; "))
  }
}
