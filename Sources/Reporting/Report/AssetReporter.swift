import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel
import PipelineSpec
import Planning
import Storage
import SystemPackage

/// Collects the reported facts of one asset.
struct AssetReporter {
  let plan: Plan
  let planned: PlannedAsset
  /// The manifest's files by asset.
  let files: [String: [ManifestIndex.Entry]]
  /// The calls that were made for it.
  let history: [Exchange]
  /// The failure in the latest run.
  let failure: AssetFailure?
  let axes: [Report.Axis]
  let evidence: [Digest: LocalResult]
  let store: Store
  let sizes: PictureSizes
  let codecs: CodecRegistry

  private var chain: Chain { planned.asset.chain }
  private var output: FilePath { plan.pipeline.output }

  func asset() throws(StorageError) -> ReportedAsset {
    let present = try presentFiles()
    let calls = try calls(shown: shown(present))
    var variants: [ReportedVariant] = []
    for number in 1...planned.asset.graph.variants {
      variants.append(
        try VariantReporter(
          planned: planned, judgements: plan.judgements, evidence: evidence, blobs: store.blobs, limits: plan.pipeline.limits,
          number: number, files: present, calls: calls,
          exchanges: exchanges, output: output, codecs: codecs
        ).variant())
    }
    var cost = ReportedCost()
    for call in calls { cost.add(call) }
    let (state, reason) = state(variants)
    return ReportedAsset(
      name: planned.name, state: state, reason: reason, values: axes.map { planned.asset.bindings[$0.name] }, source: try source(),
      references: references, prompts: chain.generationIndices.map(prompt), variants: variants, calls: calls, cost: cost)
  }

  /// What a generation asks, with what is added to it.
  private func prompt(at index: Int) -> String {
    let exchange = planned.nodes.first { $0.place.stage == index }?.exchange
    return [chain.links[index].settings["prompt"]?.value, exchange?.groundSentence].compactMap { $0 }.joined(separator: " ")
  }

  /// Returns the asset's files that are in the output folder.
  private func presentFiles() throws(StorageError) -> [ManifestIndex.Entry] {
    var present: [ManifestIndex.Entry] = []
    for file in files[planned.name] ?? [] where try exists(file) { present.append(file) }
    return present
  }

  private func exists(_ file: ManifestIndex.Entry) throws(StorageError) -> Bool {
    try FileStamp.of(output.pushing(FilePath(file.path)).string) != nil
  }

  // MARK: where it stands

  private func state(_ variants: [ReportedVariant]) -> (ReportedAsset.State, reason: String?) {
    if let problem = planned.problem { return (problem.isUndecided ? .undecided : .failed, problem.message) }
    for node in planned.nodes {
      guard case .reuse(let answer)? = node.exchange?.decision, let name = answer.failure else { continue }
      return (.failed, "\(node.stage): \(name.displayName)")
    }
    for variant in variants {
      if case .rejected(let stage, let message) = variant.verdict { return (.failed, "\(stage): \(message)") }
    }
    for node in planned.nodes {
      guard let last = attempts(for: node).last, last.state == .rejected || last.state == .notSent else { continue }
      let call = ReportedCall(last, stage: node.stage, picture: nil, isShown: false, isPickable: false)
      return (.failed, "\(node.stage): \(call.outcome)\(call.words.map { ": \($0)" } ?? "")")
    }
    if let failure {
      let message = failure.stage.map { "\($0): \(failure.message)" } ?? failure.message
      switch failure.kind {
      case .asset, .environment, .quota: return (.failed, message)
      case .unknownExchange: return (.undecided, message)
      case .budget, .frozen, .stopped, .waiting: return (.pending, message)
      }
    }
    guard let node = planned.nodes.first(where: { $0.status == .call || $0.status == .run || $0.status == .waiting }) else {
      return (.complete, nil)
    }
    return (.pending, "\(node.stage): \(node.reason.text)")
  }

  /// Returns the calls for the very request that a node would make.
  private func attempts(for node: PlannedNode) -> [Exchange] {
    guard let exchange = node.exchange, case .call = exchange.decision else { return [] }
    return history.filter { $0.slot == exchange.slot && $0.key == exchange.identity.key }
  }

  // MARK: calls

  private var exchanges: [Exchange] {
    var found = history
    for node in planned.nodes {
      guard case .reuse(let answer)? = node.exchange?.decision, !found.contains(where: { $0.id == answer.id }) else { continue }
      found.append(answer)
    }
    return found
  }

  /// Returns the calls of the present files. If two answers have the same bytes, the original is not written again and still names the
  /// other; then the bound one is used.
  private func shown(_ present: [ManifestIndex.Entry]) -> Set<String> {
    let named = Set(present.compactMap(\.exchange))
    var chosen: [Slot: String] = [:]
    for node in planned.nodes {
      guard case .reuse(let answer)? = node.exchange?.decision, named.contains(answer.id.text) else { continue }
      chosen[answer.slot] = answer.id.text
    }
    let replaced = exchanges.filter { exchange in chosen[exchange.slot].map { $0 != exchange.id.text } ?? false }.map(\.id.text)
    return named.subtracting(replaced)
  }

  private func calls(shown: Set<String>) throws(StorageError) -> [ReportedCall] {
    var calls: [ReportedCall] = []
    for exchange in exchanges where exchange.billingDomain == plan.pipeline.billingDomain {
      let isShown = shown.contains(exchange.id.text)
      let stage = chain.links.indices.contains(exchange.slot.stage) ? chain.links[exchange.slot.stage].name : "generate"
      let picture = isShown ? nil : try storedPicture(of: exchange)
      calls.append(ReportedCall(exchange, stage: stage, picture: picture, isShown: isShown, isPickable: isPickable(exchange)))
    }
    return calls.enumerated().sorted {
      ($0.element.stageIndex, $0.element.variant, $0.offset) < ($1.element.stageIndex, $1.element.variant, $1.offset)
    }.map(\.element)
  }

  private func storedPicture(of exchange: Exchange) throws(StorageError) -> ReportedPicture? {
    guard let picture = exchange.picture, try store.blobs.contains(picture.blob) else { return nil }
    return ReportedPicture(
      kind: .stored, name: "attempt \(exchange.attempt)",
      path: output.relativePath(to: FilePath(store.blobs.path(of: picture.blob.digest))),
      size: PixelSize(checking: picture.width, picture.height), format: picture.format,
      isShownByBrowsers: codecs.browsersShow(picture.format))
  }

  /// Returns whether the verb `pick` would accept it: a picture, made for a slot that the asset has, or for the same request.
  private func isPickable(_ exchange: Exchange) -> Bool {
    guard exchange.state == .interpreted, exchange.picture != nil else { return false }
    let isOwn = exchange.slot.pipeline == plan.pipeline.name && exchange.slot.asset == planned.name
    guard let wanted = planned[NodePlace(stage: exchange.slot.stage, variant: exchange.slot.variant)]?.exchange else { return false }
    return isOwn || wanted.identity.key == exchange.key
  }

  // MARK: what went in

  private func source() throws(StorageError) -> ReportedPicture? {
    guard let input = chain.links.lazy.compactMap({ $0.input?.input }).first else { return nil }
    switch input {
    case .file(let written, _): return outsidePicture(.source, written)
    case .asset(let name, _):
      let originals = (files[name] ?? []).filter { $0.kind == .original && $0.variant == 1 && !$0.isText }
      guard let file = originals.first(where: { FilePath($0.path).stem == "original" }), try exists(file) else { return nil }
      return ReportedPicture(
        kind: .source, name: name, path: file.path, size: file.size, format: file.format,
        isShownByBrowsers: codecs.browsersShow(file.format))
    case .result: return nil
    }
  }

  private var references: [ReportedPicture] {
    chain.generationIndices.flatMap { chain.links[$0].generation?.references ?? [] }.compactMap { outsidePicture(.reference, $0.path) }
  }

  private func outsidePicture(_ kind: ReportedPicture.Kind, _ written: String) -> ReportedPicture? {
    let path = plan.pipeline.resolving(written)
    guard FileKind.of(path.string) != nil else { return nil }
    let header = sizes[path.string]
    return ReportedPicture(
      kind: kind, name: written, path: output.relativePath(to: path), size: header?.size, format: header?.format.rawValue,
      isShownByBrowsers: codecs.browsersShow(header?.format.rawValue))
  }
}
