import GatewayAPI
import ImageCore
import PipelineModel
import Planning
import Storage

struct NodeResult: Sendable {
  let artifact: Artifact
  /// The upright size, or `nil` if it is not known.
  let size: PixelSize?
  /// The shape that the latest generation requested.
  let asked: AskedPicture?
  /// The key that the artifact depends on, for keys of local results, or `nil` if nothing was read yet.
  let key: Digest?
  let parents: [Manifest.Parent]
  /// The answer that the artifact originates from.
  let exchange: Exchange?
  /// The request of that answer, if this run has made it.
  let request: GenerationRequest?
  /// What is to be seen in the picture, or `nil` where nobody was asked.
  var description: String?

  static let nothing = NodeResult(artifact: .nothing, size: nil, asked: nil, key: nil, parents: [], exchange: nil, request: nil)
}

struct TurnResult: Sendable {
  let result: NodeResult
  /// What its local nodes worked on.
  let start: NodeResult
  /// The answers that were accepted into the chain, for their places.
  let bindings: [Binding]
}

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

/// The services that the assets of a run share.
struct RunServices: Sendable {
  let pipeline: Pipeline
  let reader: ImageReader
  let writer: ImageWriter
  let localKey: LocalKey
  let inputRules: InputRules
  let store: Store
  let exchanges: ExchangeRunner
  let processor: AsyncLimiter
  let publisher: OutputPublisher
  let recorder: RunRecorder
  let dependencies: DependencyResults
  let stop: StopSignal
  let events: EventSink
  /// The cache of pictures that planning opened, or `nil` if none were kept.
  let kept: SourceByteCache?
}
