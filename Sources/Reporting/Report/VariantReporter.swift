import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel
import Planning
import Storage
import SystemPackage

/// Collects the reported facts of one variant of an asset.
struct VariantReporter {
  let planned: PlannedAsset
  /// The plan's judgements.
  let judgements: [Digest: RecordedJudgement]
  /// The pictures that judgements were found by, by ``LocalKey/evidence(of:)``.
  let evidence: [Digest: LocalResult]
  let blobs: BlobStore
  let limits: DecodeLimits
  let number: Int
  /// The asset's existing files.
  let files: [ManifestIndex.Entry]
  let calls: [ReportedCall]
  let exchanges: [Exchange]
  let output: FilePath
  let codecs: CodecRegistry

  private var chain: Chain { planned.asset.chain }

  /// Longer text is cut; the file has all of it.
  private static let longestText = 16 << 10

  func variant() throws(StorageError) -> ReportedVariant {
    let own = files.filter { $0.variant == number }.sorted { rank($0) < rank($1) }
    let answer = own.first { $0.kind == .original && stem($0) == "original" }
    let generation = planned.asset.graph.lastGeneration(of: number).flatMap { planned[$0] }
    let asked = generation?.exchange?.asked
    let size = answer?.size
    var text: String?
    if let answer, answer.isText {
      text = String(
        decoding: try FileBytes.beginning(of: output.pushing(FilePath(answer.path)).string, count: Self.longestText), as: UTF8.self)
    }
    let makers = ([answer].compactMap(\.self) + own).compactMap { $0.exchange }
    let call = makers.lazy.compactMap { id in calls.first { $0.id == id && $0.isShown } }.first
    return ReportedVariant(
      number: number, pictures: own.compactMap(picture), text: text, asked: asked, size: size,
      verdict: verdict(size: size, asked: asked), figures: figures, evidence: try evidencePictures(),
      duplicateOf: answer?.duplicateOf, call: call, complaint: own.isEmpty ? complaint(generation) : nil,
      sourceType: sourceType(own))
  }

  // MARK: files

  private func picture(_ file: ManifestIndex.Entry) -> ReportedPicture? {
    guard let size = file.size, let kind = ReportedPicture.Kind(file.kind) else { return nil }
    return ReportedPicture(
      kind: kind, name: stem(file), path: file.path, size: size, format: file.format,
      isShownByBrowsers: codecs.browsersShow(file.format), hasContentCredentials: file.hasContentCredentials)
  }

  /// Returns the name that was declared, without the number of the variant.
  private func stem(_ file: ManifestIndex.Entry) -> String {
    file.rendition ?? OutputNaming.declaredName(of: file.path, variant: number)
  }

  /// Returns the result first, then the files in the order in which the pipeline file declares them, then earlier turns.
  private func rank(_ file: ManifestIndex.Entry) -> (Int, Int, String) {
    let name = stem(file)
    switch file.kind {
    case .original: return (name == "original" ? 0 : 2, 0, name)
    default:
      let declared = chain.links.flatMap { $0.stage.outputs.map(\.name) }
      return (1, declared.firstIndex(of: name) ?? declared.count, name)
    }
  }

  /// Returns the provenance that the renditions were made to state; those that no model contributed to state their source's, which the
  /// manifest does not have.
  private func sourceType(_ files: [ManifestIndex.Entry]) -> DigitalSourceType? {
    let isSaid = files.contains { $0.provenanceSetting == ProvenanceSetting.xmp.rawValue && $0.exchange != nil }
    guard isSaid else { return nil }
    return planned.hasSourcePicture ? .compositeWithTrainedAlgorithmicMedia : .trainedAlgorithmicMedia
  }

  // MARK: judgements

  /// The nodes after the last generation that judge its picture.
  private var validating: [PlannedNode] {
    guard let last = planned.asset.graph.lastGeneration(of: number) else { return [] }
    return planned.nodes.filter { node in
      node.place.variant == number && planned.asset.graph[node.place]?.generation == last
        && chain.links[node.place.stage].type.validates
    }
  }

  /// What they measured, where it is on record.
  private var figures: [String] {
    validating.compactMap { node in
      guard let recorded = node.key.flatMap({ judgements[$0] }), let measured = FieldsJSON.read(recorded.measured), !measured.isEmpty else {
        return nil
      }
      return "\(node.stage): " + measured.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
  }

  /// Returns the pictures that show what was found, where they are still there.
  private func evidencePictures() throws(StorageError) -> [ReportedPicture] {
    var found: [ReportedPicture] = []
    for node in validating {
      guard let picture = node.key.flatMap({ evidence[LocalKey.evidence(of: $0)] })?.picture, try blobs.contains(picture.blob) else {
        continue
      }
      found.append(
        ReportedPicture(
          kind: .stored, name: node.stage, path: output.relativePath(to: FilePath(blobs.path(of: picture.blob.digest))),
          size: PixelSize(checking: picture.width, picture.height), format: picture.format,
          isShownByBrowsers: codecs.browsersShow(picture.format)))
    }
    return found
  }

  /// What the validating stages after the last generation found; where an earlier version kept no more than that they passed, they are asked again
  /// what they say of a picture of this size.
  private func verdict(size: PixelSize?, asked: AskedPicture?) -> ReportedVerdict {
    guard let size, !validating.isEmpty else { return .notAsked }
    var result = ReportedVerdict.passed
    for node in validating {
      let stage = chain.links[node.place.stage].stage
      if let recorded = node.key.flatMap({ judgements[$0] }) {
        switch recorded.verdict {
        case .passed: break
        case .repaired: result = .repaired([recorded.remedy].compactMap(\.self))
        case .rejected: return .rejected(stage: node.stage, message: recorded.message ?? "")
        }
        if node.status != .current { return .open }
        continue
      }
      guard let judgement = stage.judgement(of: size, asked: asked, limits: limits) else { return node.status == .current ? result : .open }
      switch (node.status == .current, judgement.verdict) {
      case (true, .repaired(let remedy, _)): result = .repaired([remedy])
      case (true, _): break
      case (false, .rejected(let rejection)) where node.status != .blocked, (false, .retry(let rejection)) where node.status != .blocked:
        return .rejected(stage: node.stage, message: rejection.message)
      case (false, _): return .open
      }
    }
    return result
  }

  /// Returns the reason why there is no picture.
  private func complaint(_ node: PlannedNode?) -> String? {
    guard let slot = node?.exchange?.slot else { return nil }
    let call: ReportedCall?
    if case .reuse(let answer)? = node?.exchange?.decision {
      call = calls.first { $0.id == answer.id.text }
    } else {
      let own = Set(exchanges.filter { $0.slot == slot && $0.key == node?.exchange?.identity.key }.map(\.id.text))
      call = calls.last { own.contains($0.id) }
    }
    guard let call else { return nil }
    return call.outcome
  }
}

extension ReportedPicture.Kind {
  /// Creates the kind, or returns `nil` for files that are not shown as pictures of an asset.
  fileprivate init?(_ kind: OutputKind) {
    switch kind {
    case .original: self = .original
    case .rendition: self = .rendition
    case .prepared: self = .prepared
    case .text, .delivery: return nil
    }
  }
}
