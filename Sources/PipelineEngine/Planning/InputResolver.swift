import Diagnostics
import GatewayAPI
import ImageCore
import Storage
import SystemPackage

/// An asset whose inputs are known by their digests, and with them the identities of its exchanges.
struct ResolvedAsset {
  /// A paid stage, for one variant.
  struct Place: Hashable {
    let index: Int
    let variant: Int
  }

  struct ResolvedExchange {
    let identity: ExchangeIdentity
    let asked: AskedPicture
    /// Pictures that go with the request.
    let inputs: Int
  }

  let asset: Asset
  /// By the path in the settings. Names that differ in composition alone are equal as text, but they are two files.
  let files: [FilePath: PlannedFile]
  let problem: PlannedProblem?
  let exchanges: [Place: ResolvedExchange]
}

/// Works out what each paid call will be asked, from digests and headers alone.
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

  /// The model's card with only those ratios and sizes that all gateways have too, because the nearest one is chosen among them.
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
    for variant in 1...asset.chain.variants {
      await walk(asset, variant: variant, inputs: &inputs, into: &diagnostics)
    }
    return ResolvedAsset(asset: asset, files: inputs.files, problem: inputs.problem, exchanges: inputs.exchanges)
  }

  /// What walking an asset's chain collects.
  private struct Inputs {
    var files: [FilePath: PlannedFile] = [:]
    var problem: PlannedProblem?
    var exchanges: [ResolvedAsset.Place: ResolvedAsset.ResolvedExchange] = [:]
  }

  private mutating func walk(_ asset: Asset, variant: Int, inputs: inout Inputs, into diagnostics: inout [Diagnostic]) async {
    var fields = ExchangeFields()
    var inputSize: PixelSize?
    var hasInput = false
    for (index, link) in asset.chain.links.enumerated() {
      switch link.input?.input {
      case .file(let written, _)?:
        let path = pipeline.folder.resolving(written)
        let found = await inspect(path, needsHeader: needsInputSize(asset.chain))
        if let digest = found.digest {
          inputs.files[FilePath(written)] = PlannedFile(path: path.string, digest: digest, stamped: found.stamped)
          fields.begin(source: digest)
        }
        if let complaint = found.problem, inputs.problem == nil {
          inputs.problem = PlannedProblem(kind: .source, message: "'\(written)' \(complaint)", position: link.position)
        }
        inputSize = found.size
        hasInput = true
      case .asset(let name, _)?:
        if let dependency = lastKeys[name] {
          fields.begin(exchange: dependency.key)
          inputSize = dependency.asked.expected
        }
        hasInput = true
      case .result?, nil: break
      }
      guard let paid = link.paid else {
        fields.pass(link)
        continue
      }
      let references = await resolve(paid.references, files: &inputs.files, into: &diagnostics)
      guard inputs.problem == nil else { return }
      let asked = paid.asked(input: inputSize, card: card)
      let slotVariant = asset.chain.slotVariant(at: index, for: variant)
      let identity = fields.identity(
        paid: paid, references: references, model: pipeline.modelID ?? "", lane: pipeline.lane, variant: slotVariant)
      inputs.exchanges[.init(index: index, variant: slotVariant)] = .init(
        identity: identity, asked: asked, inputs: references.count + (hasInput ? 1 : 0))
      if variant == 1 { lastKeys[asset.name] = (identity.key, asked) }
      fields.begin(exchange: identity.key)
      inputSize = asked.expected
      hasInput = true
    }
  }

  /// Whether a ratio depends on the source's own.
  private func needsInputSize(_ chain: Chain) -> Bool {
    chain.links.contains { link in
      guard let paid = link.paid else { return false }
      return paid.asksForRatio && paid.asked(input: nil, card: card).ratio == nil
    }
  }

  private mutating func inspect(_ path: FilePath, needsHeader: Bool) async -> FileFacts {
    if let known = facts[path], !needsHeader || known.size != nil || known.problem != nil { return known }
    let found = await inspector.inspect(path.string, needsHeader: needsHeader)
    facts[path] = found
    return found
  }

  private mutating func resolve(
    _ references: [(path: String, position: SourcePosition?)], files: inout [FilePath: PlannedFile],
    into diagnostics: inout [Diagnostic]
  ) async -> [Digest] {
    var digests: [Digest] = []
    for reference in references {
      let path = pipeline.folder.resolving(reference.path)
      let found = await inspect(path, needsHeader: false)
      if let problem = found.problem {
        diagnostics.append(Diagnostic(.unusableReference, "the reference '\(reference.path)' \(problem)", at: reference.position))
      } else if let digest = found.digest {
        files[FilePath(reference.path)] = PlannedFile(path: path.string, digest: digest, stamped: found.stamped)
        digests.append(digest)
      }
    }
    return digests
  }
}

extension Diagnostic.ID {
  fileprivate static let unusableReference: Diagnostic.ID = "unusable-reference"
}
