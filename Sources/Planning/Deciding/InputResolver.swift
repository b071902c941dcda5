import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel
import Storage
import SystemPackage

/// An asset whose inputs are known by their digests, and with them the identities of its exchanges.
struct ResolvedAsset {
  struct ResolvedExchange {
    let identity: ExchangeIdentity
    let asked: AskedPicture
    /// Pictures that go with the request.
    let inputs: Int
  }

  let asset: Asset
  /// By the path in the settings. Names that differ in Unicode composition alone are equal as text, but they are two files.
  let files: [FilePath: PlannedFile]
  /// Files that local stages look at, by the path in the settings.
  let masks: [FilePath: PlannedFile]
  let problem: PlannedProblem?
  let exchanges: [NodePlace: ResolvedExchange]
  /// What is asked about pictures; while a picture is not there, by the request that brings it.
  let descriptions: [NodePlace: ExchangeIdentity]

  /// The pictures that local stages may look at and that are files.
  var fileDigests: SideDigests {
    var digests = SideDigests()
    digests[.source] = asset.chain.sourcePath.flatMap { files[FilePath($0)]?.digest }
    for (path, file) in masks { digests[.mask(path)] = file.digest }
    return digests
  }
}

/// Resolves the request of each paid call, from digests and headers alone.
struct InputResolver {
  let pipeline: Pipeline
  let components: Components
  private(set) var facts: [FilePath: FileFacts]
  private let inspector: FileInspector
  private let card: ModelCard?
  /// The key of each resolved asset's last exchange, for assets that start from it.
  private var lastKeys: [String: (key: Digest, asked: AskedPicture)] = [:]

  init(pipeline: Pipeline, components: Components, facts: [FilePath: FileFacts], inspector: FileInspector) {
    self.pipeline = pipeline
    self.components = components
    self.facts = facts
    self.inspector = inspector
    card = Self.card(of: pipeline)
  }

  /// Returns the model's card with only those ratios and sizes that all gateways have too, because the nearest one is chosen among them.
  private static func card(of pipeline: Pipeline) -> ModelCard? {
    guard var card = pipeline.card else { return nil }
    let common = card.aspectRatios.filter { ratio in pipeline.gateways.allSatisfy { $0.aspectRatios?.contains(ratio) ?? true } }
    if !common.isEmpty { card.aspectRatios = common }
    let sizes = card.imageSizes.filter { size in
      pipeline.gateways.allSatisfy { $0.imageSizes(card: pipeline.card)?.contains(size) ?? true }
    }
    if !sizes.isEmpty { card.imageSizes = sizes }
    return card
  }

  mutating func resolve(_ asset: Asset, into diagnostics: inout [Diagnostic]) async -> ResolvedAsset {
    var inputs = Inputs()
    for node in asset.graph.nodes {
      let link = asset.chain.links[node.place.stage]
      var flow = node.input.flatMap { inputs.flows[$0] } ?? Flow()
      await begin(link, of: asset, &flow, &inputs)
      if let stage = link.generation {
        let references = await resolve(stage.references, files: &inputs.files, into: &diagnostics)
        // Without its source nothing can be requested; the problem is reported once.
        guard inputs.problem == nil else { break }
        let asked = stage.asked(input: flow.size, card: card)
        let identity = flow.fields.identity(
          of: stage, references: references, model: pipeline.modelID ?? "", billingDomain: pipeline.billingDomain,
          variant: node.place.variant)
        inputs.exchanges[node.place] = .init(identity: identity, asked: asked, inputs: references.count + (flow.hasPicture ? 1 : 0))
        if node.place.variant == 1 { lastKeys[asset.name] = (identity.key, asked) }
        flow.fields.begin(exchange: identity.key)
        flow.size = asked.expected
        flow.hasPicture = true
      } else {
        if let stage = link.describing, inputs.problem == nil {
          inputs.descriptions[node.place] = flow.fields.identity(
            of: stage, billingDomain: pipeline.billingDomain, variant: node.place.variant)
        }
        flow.fields.pass(link, masks: await resolve(link.stage.sideInputs, of: asset, &inputs, into: &diagnostics))
      }
      inputs.flows[node.place] = flow
    }
    return ResolvedAsset(
      asset: asset, files: inputs.files, masks: inputs.masks, problem: inputs.problem, exchanges: inputs.exchanges,
      descriptions: inputs.descriptions)
  }

  /// The known facts about a node's result.
  private struct Flow {
    var fields = ExchangeFields()
    /// The upright size, or `nil` if it is not known.
    var size: PixelSize?
    var hasPicture = false
  }

  /// The facts collected along an asset's nodes.
  private struct Inputs {
    var files: [FilePath: PlannedFile] = [:]
    var masks: [FilePath: PlannedFile] = [:]
    var problem: PlannedProblem?
    var exchanges: [NodePlace: ResolvedAsset.ResolvedExchange] = [:]
    var descriptions: [NodePlace: ExchangeIdentity] = [:]
    var flows: [NodePlace: Flow] = [:]
  }

  /// Resolves the file or the other asset that a node begins with.
  private mutating func begin(_ link: Chain.Link, of asset: Asset, _ flow: inout Flow, _ inputs: inout Inputs) async {
    switch link.input?.input {
    case .file(let written, _)?:
      let path = pipeline.resolving(written)
      let found = await inspect(path, needsHeader: needsInputSize(asset.chain))
      if let digest = found.digest {
        inputs.files[FilePath(written)] = PlannedFile(path: path.string, digest: digest, stamped: found.stamped)
        flow.fields.begin(source: digest)
      }
      if let complaint = found.problem, inputs.problem == nil {
        inputs.problem = PlannedProblem(.source(path: written, complaint: Self.explained(complaint, written)), at: link.position)
      }
      flow.size = found.size
      flow.hasPicture = true
    case .asset(let name, _)?:
      if let dependency = lastKeys[name] {
        flow.fields.begin(exchange: dependency.key)
        flow.size = dependency.asked.expected
      }
      flow.hasPicture = true
    case .result?, nil: break
    }
  }

  /// A complaint about a file with the cause, where the path is spelled as something else; such a file is not there.
  private static func explained(_ complaint: String, _ path: String) -> String {
    PathMistake.fix(for: path).map { "\(complaint): \($0)" } ?? complaint
  }

  /// Whether a ratio depends on the source's own.
  private func needsInputSize(_ chain: Chain) -> Bool {
    chain.links.contains { link in
      guard let stage = link.generation else { return false }
      return stage.asksForRatio && stage.asked(input: nil, card: card).ratio == nil
    }
  }

  private mutating func inspect(_ path: FilePath, needsHeader: Bool) async -> FileFacts {
    if let known = facts[path], !needsHeader || known.size != nil || known.problem != nil { return known }
    let found = await inspector.inspect(path.string, needsHeader: needsHeader)
    facts[path] = found
    return found
  }

  /// Resolves the masks among what a stage looks at. A mask that is not as large as it has to be is a mistake; the sizes of files that are known
  /// already were compared when they were new.
  private mutating func resolve(
    _ sides: [SideInput], of asset: Asset, _ inputs: inout Inputs, into diagnostics: inout [Diagnostic]
  ) async -> [Digest] {
    var digests: [Digest] = []
    for side in sides {
      guard case .mask(let written) = side.origin else { continue }
      let path = pipeline.resolving(written.string)
      let found = await inspect(path, needsHeader: false)
      if let problem = found.problem {
        diagnostics.append(
          Diagnostic(.unusableMask, "the mask '\(written)' \(Self.explained(problem, written.string))", at: side.position))
        continue
      }
      guard let digest = found.digest else { continue }
      inputs.masks[written] = PlannedFile(path: path.string, digest: digest, stamped: found.stamped)
      digests.append(digest)
      guard side.coversSource, let source = asset.chain.sourcePath.map({ pipeline.resolving($0) }),
        found.size != nil || facts[source]?.size != nil,
        let mask = await inspect(path, needsHeader: true).size, let size = await inspect(source, needsHeader: true).size, mask != size
      else { continue }
      diagnostics.append(
        Diagnostic(
          .unusableMask, "the mask '\(written)' is \(mask), and the source of '\(asset.name)' is \(size); they have to be of one size",
          at: side.position))
    }
    return digests
  }

  private mutating func resolve(
    _ references: [(path: String, position: SourcePosition?)], files: inout [FilePath: PlannedFile],
    into diagnostics: inout [Diagnostic]
  ) async -> [Digest] {
    var digests: [Digest] = []
    for reference in references {
      let path = pipeline.resolving(reference.path)
      let found = await inspect(path, needsHeader: false)
      if let problem = found.problem {
        diagnostics.append(
          Diagnostic(
            .unusableReference, "the reference '\(reference.path)' \(Self.explained(problem, reference.path))", at: reference.position))
      } else if let digest = found.digest {
        files[FilePath(reference.path)] = PlannedFile(path: path.string, digest: digest, stamped: found.stamped)
        digests.append(digest)
      }
    }
    return digests
  }
}

extension Diagnostic.ID {
  fileprivate static let unusableMask: Diagnostic.ID = "unusable-mask"
  fileprivate static let unusableReference: Diagnostic.ID = "unusable-reference"
}
