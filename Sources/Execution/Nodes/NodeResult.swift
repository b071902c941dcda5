import GatewayAPI
import ImageCore
import PipelineModel
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
