package import Diagnostics
package import PipelineModel
package import PipelineSpec
package import Storage

/// One entry of `deliver`, with its settings read.
package struct Delivery: Sendable {
  /// A rendition that belongs to it.
  package struct Member: Sendable {
    package let role: String
    package let asset: String
    package let rendition: String
    package let bindings: Bindings
  }

  /// Its place in the file, from 0.
  package let index: Int
  package let stage: any CollectingStage
  package let settings: ResolvedSettings
  package let name: String
  package let position: SourcePosition
  /// By the bytes of the assets' names, then in the order of the collector's inputs.
  package let members: [Member]
  /// The texts of templates that stand for something else in each asset, by asset.
  let assetTexts: [String: [String]]

  package var id: NodeID { .set(index: index) }
}

/// A file of the output folder that belongs to a delivery.
package struct DeliveredFile: Sendable {
  package let path: String
  package let digest: Digest
  package let format: String
  package let width: Int
  package let height: Int
  /// See ``Manifest/File/description``.
  package let description: String?

  package init(path: String, digest: Digest, format: String, width: Int, height: Int, description: String?) {
    self.description = description
    self.path = path
    self.digest = digest
    self.format = format
    self.width = width
    self.height = height
  }
}

/// Where a member of a delivery stands.
package struct DeliverySource: Sendable {
  package let member: Delivery.Member
  package let variant: Int
  /// Relative to the output folder, or `nil` where that is only known once the file is made.
  package let path: String?
}

/// What will become of an entry of `deliver`.
package struct PlannedDelivery: Sendable {
  package let delivery: Delivery
  package let status: PlannedNode.Status
  package let reason: PlanReason
  /// What it is made of, or `nil` while some of that is not known.
  package let key: Digest?
  /// The assets' nodes that it is made of.
  package let inputs: [NodeID]
  /// Without those of assets that cannot be made.
  package let sources: [DeliverySource]
  /// The files that stand in the output folder for this key.
  package let paths: [String]
}
