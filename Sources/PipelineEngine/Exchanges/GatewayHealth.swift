import Synchronization

/// Remembers what makes further calls to a gateway pointless in this run: a refused key, an exhausted quota, no way to it.
final class GatewayHealth: Sendable {
  struct Verdict: Sendable {
    let failure: AssetFailure
    /// Whether another gateway may be asked instead; a refused key is for a person to mend.
    let allowsOthers: Bool
  }

  private let verdicts = Mutex<[String: Verdict]>([:])

  func stop(_ gateway: String, because failure: AssetFailure, allowsOthers: Bool) {
    verdicts.withLock { if $0[gateway] == nil { $0[gateway] = Verdict(failure: failure, allowsOthers: allowsOthers) } }
  }

  /// Why the gateway is not to be called any more; nil where it is fine.
  func verdict(on gateway: String) -> Verdict? { verdicts.withLock { $0[gateway] } }
}
