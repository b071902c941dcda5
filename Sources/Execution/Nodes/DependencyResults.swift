import PipelineModel
import Storage

/// Holds the answers of assets that others start from; the others wait here.
actor DependencyResults {
  private var finished: [String: Result<Exchange, AssetFailure>] = [:]
  private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

  func publish(_ outcome: Result<Exchange, AssetFailure>, of asset: String) {
    finished[asset] = outcome
    for continuation in waiting.removeValue(forKey: asset) ?? [] { continuation.resume() }
  }

  /// Returns the answer of the asset's original; waits until its run has ended.
  func original(of asset: String) async throws(AssetFailure) -> Exchange {
    while finished[asset] == nil {
      await withCheckedContinuation { waiting[asset, default: []].append($0) }
    }
    switch finished[asset] {
    case .success(let exchange)?: return exchange
    case .failure(let failure)?:
      throw AssetFailure(failure.kind, .missingOriginal, "it starts from '\(asset)', which failed: \(failure.message)")
    case nil: preconditionFailure("the loop above ends once the asset has ended")
    }
  }
}
