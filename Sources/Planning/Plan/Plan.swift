package import GatewayAPI
package import PipelineModel
package import Storage
package import SystemPackage

/// The work for each asset, with reasons and costs: a graph of nodes, expanded once.
///
/// A value: `plan`, `run`, `watch`, the page and the JSON output are views of it.
package struct Plan: Sendable {
  package let pipeline: Pipeline
  package let assets: [PlannedAsset]
  /// Requests, if there are no retries.
  package let calls: Int
  /// Requests, if every retry that the file allows is made.
  package let callsAtMost: Int
  /// Answers that are used again without a request.
  package let reused: Int
  /// The cost, or `nil` if a price is unknown.
  package let cost: CostRange?
  /// The cost at each tier at which all calls can be made.
  package let tierCosts: [ServiceTier: CostRange]
  /// Stored answers of assets that others start from and that are not themselves part of this plan.
  package let startingPoints: [String: Exchange]
  /// Exchanges of this pipeline's keys that may have been billed without an answer.
  package let unknown: [Exchange]
  /// The manifest that the output folder has now.
  package let manifest: ManifestIndex?
  /// The stamp of the manifest's file, from before it was read, or `nil` if there is none.
  package let manifestStamp: FileStamp?
  /// Digests that were computed for this plan, for the ledger to remember.
  package let computedDigests: [SourceDigest]
  /// The recorded judgements of stored answers, by the key of the validating node.
  package let judgements: [Digest: RecordedJudgement]
  /// Files of assets that the pipeline no longer has.
  package let orphans: Int
  /// The names of all assets of the pipeline, in the order of the plan.
  package let order: [String]
  /// What is made of all assets together, in the order of the file.
  package let deliveries: [PlannedDelivery]
  /// The name at the root of the assets that an asset starts from, for those that start from another.
  package var roots: [String: String] = [:]

  /// Whether anything is to be made or written.
  package var hasWork: Bool { assets.contains(where: \.hasWork) || deliveries.contains { $0.status == .run } }
}

/// One asset of a plan.
package struct PlannedAsset: Sendable {
  package let asset: Asset
  /// Indicates whether its answers are to be requested again.
  package let isRefreshed: Bool
  /// In an order in which each comes after its inputs.
  package let nodes: [PlannedNode]
  /// The reason why the asset cannot be made, or `nil` if none is known.
  package let problem: PlannedProblem?
  /// The asset that this one starts from.
  package let dependency: String?
  /// Absolute paths of the files it reads, by the path in the settings, with the digests that were planned with.
  package let files: [FilePath: PlannedFile]
  /// The same of the masks that its local stages look at, which no picture is made of.
  package let masks: [FilePath: PlannedFile]
  /// Indicates whether a picture out of a file contributes to its answers, its own or that of the asset it starts from.
  package let hasSourcePicture: Bool
  /// The variant that others go by: the lowest that is not known to have come to nothing; `nil` if all have.
  package let shownVariant: Int?

  package var name: String { asset.name }

  package subscript(place: NodePlace) -> PlannedNode? { asset.graph.position(of: place).map { nodes[$0] } }

  /// The failure of its stored answer, which makes it fail again without any call, or `nil` if there is none, or a call is to be made.
  package var storedFailure: GenerationFailure.Name? {
    guard problem == nil, !nodes.contains(where: { $0.status == .call }) else { return nil }
    return nodes.lazy.compactMap { node in
      // An asset may go on without a description.
      asset.chain.links[node.place.stage].describing?.isRequired == false ? nil : node.exchange?.storedFailure
    }.first
  }

  /// Indicates whether an answer of it is on its way.
  package var isWaiting: Bool { problem == nil && nodes.contains { $0.status == .waiting } }

  /// Indicates whether anything is to be made or written.
  package var hasWork: Bool {
    nodes.contains { node in
      switch node.status {
      case .run, .call: true
      case .reuse: node.outputs.contains { !$0.isCurrent }
      case .current, .waiting, .blocked: false
      }
    }
  }

  /// The generation whose answer others start from, and that the asset uses: the last of the first variant.
  package var lastGeneration: PlannedNode? { asset.graph.lastGeneration.flatMap { self[$0] } }

  /// Returns whether a node follows another one on the way to the same variant's files.
  func follows(_ node: PlannedNode, _ earlier: PlannedNode) -> Bool {
    node.place.variant == earlier.place.variant && node.place.stage > earlier.place.stage
  }
}

package struct PlannedFile: Hashable, Sendable {
  package let path: String
  package let digest: Digest
  /// The file's stamp with the digest, so that an unchanged file need not be hashed again, or `nil` if it always is.
  package let stamped: SourceDigest?
}
