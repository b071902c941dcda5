import PipelineModel
import Synchronization

/// Remembers what makes further calls to a gateway pointless in this run: a refused key, an exhausted quota, no way to it; or for one model
/// there, which it does not serve.
final class GatewayHealth: Sendable {
  struct Verdict: Sendable {
    let failure: AssetFailure
    /// Whether another gateway may be asked instead; a refused key is for a person to mend.
    let allowsOthers: Bool
  }

  private struct Scope: Hashable {
    let gateway: String
    /// Nil for all models.
    let model: String?
  }

  private let verdicts = Mutex<[Scope: Verdict]>([:])

  /// - Parameter model: the one model that it concerns; nil for all.
  func stop(_ gateway: String, model: String? = nil, because failure: AssetFailure, allowsOthers: Bool) {
    let scope = Scope(gateway: gateway, model: model)
    verdicts.withLock { if $0[scope] == nil { $0[scope] = Verdict(failure: failure, allowsOthers: allowsOthers) } }
  }

  /// Returns why the gateway is not to be called for the model any more; nil where it is fine.
  func verdict(on gateway: String, model: String) -> Verdict? {
    verdicts.withLock { $0[Scope(gateway: gateway, model: nil)] ?? $0[Scope(gateway: gateway, model: model)] }
  }
}
