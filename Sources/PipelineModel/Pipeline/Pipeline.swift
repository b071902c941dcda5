package import Diagnostics
package import GatewayAPI
package import ImageCore
package import PipelineSpec
package import Storage
package import SystemPackage

/// A pipeline file with everything resolved that does not depend on one asset.
package struct Pipeline: Sendable {
  /// Absolute.
  package let path: FilePath
  package let source: SourceText
  package let document: PipelineDocument
  /// From the file, or its stem. Identifies the pipeline in its manifest and in the ledger.
  package let name: String
  package let values: Bindings
  /// In the order in which they are tried; never empty.
  package let gateways: [GatewayProfile]
  /// Letter for letter as it is sent.
  package let modelID: String?
  package let card: ModelCard?
  /// Every model that may be asked for words.
  package let textModels: [ModelCard]
  /// The spending limit for a run of this file, or `nil` if the file sets none.
  package let budget: Amount?
  /// Absolute.
  package let output: FilePath
  package let store: FilePath
  /// The user's home folder, for `~/` in the file, or `nil` if it is not known.
  package let home: FilePath?
  /// The limits on the cost of a picture that this pipeline reads.
  package let limits: DecodeLimits
  package let provenance: ProvenanceSetting
  /// Where renditions go.
  package let layout: OutputLayout
  package let keptVariants: KeptVariants
  package let keptOriginals: KeptOriginals
  /// The tier that the command line names instead of the file's, or `nil` where it names none.
  package let tier: ServiceTier?
  /// What is added to the prompt of an asset's last generation, by the asset's name; from the lock file, when a plan is made.
  package var notes: [String: String] = [:]

  package init(
    path: FilePath, source: SourceText, document: PipelineDocument, name: String, values: Bindings, gateways: [GatewayProfile],
    modelID: String?, card: ModelCard?, budget: Amount?, output: FilePath, store: FilePath, home: FilePath?, limits: DecodeLimits,
    provenance: ProvenanceSetting, layout: OutputLayout = .standard, keptVariants: KeptVariants = .standard,
    keptOriginals: KeptOriginals = .standard, tier: ServiceTier? = nil, textModels: [ModelCard] = []
  ) {
    self.path = path
    self.source = source
    self.document = document
    self.name = name
    self.values = values
    self.gateways = gateways
    self.modelID = modelID
    self.card = card
    self.textModels = textModels
    self.budget = budget
    self.output = output
    self.store = store
    self.home = home
    self.limits = limits
    self.provenance = provenance
    self.layout = layout
    self.keptVariants = keptVariants
    self.keptOriginals = keptOriginals
    self.tier = tier
  }

  /// Returns the facts about the model that a stage asks for words.
  package func model(of stage: any DescribingStage) -> AskedModel { AskedModel(card: textModels.card(for: stage.modelID)) }

  /// Returns how the calls of a generation are served.
  package func service(of stage: any GenerationStage) -> ServiceChoice { stage.service.replacing(tier) }

  /// What relative paths in the file are relative to.
  package var folder: FilePath { path.removingLastComponent() }

  /// Returns a path of the file as an absolute one.
  package func resolving(_ path: String) -> FilePath { folder.resolving(path, home: home) }

  /// The scanner that lists the sources: files of the output and the store are none.
  package var sourceScanner: SourceScanner {
    SourceScanner(folder: folder, home: home, excluding: [output.string, store.string])
  }

  /// The output folder, for everything that changes files in it.
  package var outputFolder: ConfinedFolder { ConfinedFolder(output.string, role: .output) }

  /// The billing domain: emulator answers are never used for real gateways, nor the other way round.
  package var billingDomain: BillingDomain {
    gateways.allSatisfy { $0.billingDomain == .emulator } ? .emulator : .real
  }

  /// The file of the bindings to real answers.
  package var lockPath: FilePath {
    folder.appending((path.stem ?? name) + ".lock.yaml")
  }
}

extension SourceFile {
  /// Returns a source that does not exist, to check for mistakes that do not depend on the sources.
  package static func standIn(for pipeline: Pipeline) -> SourceFile {
    SourceFile(path: pipeline.folder.appending("source.png").string, writtenPath: "source.png")
  }
}

extension Pipeline {
  /// Returns what a file is to say of where it comes from, and whether the pipeline file asks for that.
  package func provenance(of output: OutputDeclaration) -> (setting: ProvenanceSetting, isAsked: Bool) {
    let asked = output.provenance ?? (document.provenance == nil ? nil : provenance)
    return (asked ?? provenance, asked == .xmp)
  }
}

/// The parts that a program was built with, passed down from the top; nothing looks these up by itself.
package struct Components: Sendable {
  package let codecs: CodecRegistry
  package let stages: StageRegistry
  package let collectors: CollectorRegistry
  /// What profiles may speak; the first is the default.
  package let dialects: [DialectFacts]
  /// Built-in and configured profiles, without the user's own in the pipeline file.
  package let gateways: [GatewayProfile]
  package let models: [ModelCard]
  /// Models that answer in words alone.
  package let textModels: [ModelCard]
  /// The limits unless a pipeline file sets others.
  package let limits: DecodeLimits
  /// Names of variables and absolute paths of files whose keys may go to the addresses that pipeline files name.
  package let allowedKeys: Set<String>

  package init(
    codecs: CodecRegistry, stages: StageRegistry, collectors: CollectorRegistry = CollectorRegistry([]), dialects: [DialectFacts],
    gateways: [GatewayProfile], models: [ModelCard], textModels: [ModelCard] = [],
    limits: DecodeLimits = .standard, allowedKeys: Set<String> = []
  ) {
    self.codecs = codecs
    self.stages = stages
    self.collectors = collectors
    self.dialects = dialects
    self.gateways = gateways
    self.models = models
    self.textModels = textModels
    self.limits = limits
    self.allowedKeys = allowedKeys
  }
}
