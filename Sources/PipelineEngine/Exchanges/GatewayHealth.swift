import Synchronization

/// Remembers what makes further calls to a gateway pointless in this run: a refused key, an exhausted quota.
final class GatewayHealth: Sendable {
  private let verdicts = Mutex<[String: AssetFailure]>([:])

  func stop(_ gateway: String, because failure: AssetFailure) {
    verdicts.withLock { if $0[gateway] == nil { $0[gateway] = failure } }
  }

  /// Why the gateway is not to be called any more; nil where it is fine.
  func verdict(on gateway: String) -> AssetFailure? { verdicts.withLock { $0[gateway] } }
}
