import GatewayAPI
import ImageCore
import PipelineModel
import Storage

/// What a node handed on.
struct NodeResult: Sendable {
  let artifact: Artifact
  /// Upright, or `nil` where it is not known.
  let size: PixelSize?
  /// What the latest generation was asked for.
  let asked: AskedPicture?
  /// What the artifact goes back to, for keys of local results, or `nil` where nothing was read yet.
  let key: Digest?
  let parents: [Manifest.Parent]
  /// The answer that the artifact goes back to.
  let exchange: Exchange?
  /// What was asked for that answer, where this run has put it together.
  let request: GenerationRequest?

  static let nothing = NodeResult(artifact: .nothing, size: nil, asked: nil, key: nil, parents: [], exchange: nil, request: nil)
}

/// What a turn came to.
struct TurnResult: Sendable {
  let result: NodeResult
  /// The answers that were taken into the chain, for the places they were taken to.
  let bindings: [Binding]
}
