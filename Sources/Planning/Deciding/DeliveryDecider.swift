import ImageCore
import PipelineModel
import Storage

/// Decides for every delivery whether it will be made, and why.
struct DeliveryDecider {
  let manifest: ManifestIndex?
  let localKey: LocalKey
  let files: OutputFiles
  /// Every asset of the pipeline.
  let assets: [String: PlannedAsset]
  /// Those that this plan works on.
  let selected: Set<String>
  /// Those that no delivery takes.
  let rejected: Set<String>

  func decide(_ delivery: Delivery) throws(StorageError) -> PlannedDelivery {
    var made: [(member: Delivery.Member, file: DeliveredFile)] = []
    var sources: [DeliverySource] = []
    var inputs: [NodeID] = []
    var isOpen = false
    for member in delivery.members where !rejected.contains(member.asset) {
      guard let asset = assets[member.asset], let variant = asset.shownVariant,
        let (node, output) = asset.output(named: member.rendition, variant: variant)
      else { continue }
      let isWorkedOn = selected.contains(member.asset)
      if isWorkedOn, asset.problem != nil { continue }
      inputs.append(node.id)
      let present = isWorkedOn ? output.path.flatMap { manifest?[$0] } : presentFile(of: member, variant, output)
      sources.append(DeliverySource(member: member, variant: variant, path: present?.path ?? output.path))
      if isWorkedOn, !output.isCurrent {
        isOpen = true
      } else if let file = present.flatMap({ DeliveredFile($0) }) {
        made.append((member, file))
      }
    }
    let key = isOpen ? nil : localKey.key(of: delivery, files: made)
    let present = (manifest?.files ?? []).filter { $0.kind == .delivery && $0.key == key && key != nil }
    let reason = try reason(delivery, key: key, present: present, hasFiles: !made.isEmpty)
    let status: PlannedNode.Status = reason == .upToDate ? .current : reason == .inputMissing ? .blocked : .run
    return PlannedDelivery(
      delivery: delivery, status: status, reason: reason, key: key, inputs: inputs, sources: sources, paths: present.map(\.path))
  }

  /// Returns the file of an asset that this plan does not work on. After a change of layout or format that is the one of before.
  private func presentFile(of member: Delivery.Member, _ variant: Int, _ output: PlannedOutput) -> ManifestIndex.Entry? {
    if let file = output.path.flatMap({ manifest?[$0] }) { return file }
    let earlier = manifest?.renditions(of: member.asset, member.rendition, variant: variant) ?? []
    return earlier.first { $0.key == output.key && output.key != nil } ?? earlier.first
  }

  private func reason(
    _ delivery: Delivery, key: Digest?, present: [ManifestIndex.Entry], hasFiles: Bool
  ) throws(StorageError) -> PlanReason {
    guard let key else { return .inputWillBeNew }
    guard hasFiles else { return .inputMissing }
    guard let first = present.first, let made = manifest?.file(at: first.path)?.made else {
      let earlier = (manifest?.files ?? []).first { $0.kind == .delivery && manifest?.file(at: $0.path)?.made.stage == delivery.name }
      return earlier == nil ? .new : .anotherAnswer([])
    }
    let whole = LocalKey.completeness(of: present.map { ($0.path, $0.digest?.hex ?? "") })
    guard made.input == whole.hex, first.key == key else { return .outputMissing }
    for entry in present {
      let reason = try files.presence(of: entry)
      if reason != .upToDate { return reason }
    }
    return .upToDate
  }
}

extension PlannedAsset {
  /// Returns the file of a rendition that others go by.
  fileprivate func output(named name: String, variant: Int) -> (node: PlannedNode, output: PlannedOutput)? {
    for node in nodes where node.exchange == nil {
      // What stands before the variants part is of the first.
      guard node.place.variant == variant || !asset.graph.isDivided(node.place) else { continue }
      if let output = node.outputs.first(where: { $0.name == name }) { return (node, output) }
    }
    return nil
  }
}

extension DeliveredFile {
  /// - Returns: `nil` for what is no picture.
  fileprivate init?(_ entry: ManifestIndex.Entry) {
    guard let digest = entry.digest, let size = entry.size else { return nil }
    self.init(
      path: entry.path, digest: digest, format: entry.format, width: size.width, height: size.height, description: entry.description)
  }
}
