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
  /// From the file, or its stem. Names the pipeline in its manifest and in the ledger.
  package let name: String
  package let values: Bindings
  /// In the order in which they are tried; never empty.
  package let gateways: [GatewayProfile]
  /// Letter for letter as it goes on the wire.
  package let modelID: String?
  package let card: ModelCard?
  /// What a run of this file may spend at most; nil where the file sets no limit.
  package let budget: Amount?
  /// Absolute.
  package let output: FilePath
  package let store: FilePath
  /// The user's home folder, for `~/` in the file; `nil` where nobody knows it.
  package let home: FilePath?
  /// What a picture that this pipeline reads may cost.
  package let limits: DecodeLimits
  package let provenance: ProvenanceSetting
  /// The tier that the command line names instead of the file's, or `nil` where it names none.
  package let tier: ServiceTier?

  package init(
    path: FilePath, source: SourceText, document: PipelineDocument, name: String, values: Bindings, gateways: [GatewayProfile],
    modelID: String?, card: ModelCard?, budget: Amount?, output: FilePath, store: FilePath, home: FilePath?, limits: DecodeLimits,
    provenance: ProvenanceSetting, tier: ServiceTier? = nil
  ) {
    self.path = path
    self.source = source
    self.document = document
    self.name = name
    self.values = values
    self.gateways = gateways
    self.modelID = modelID
    self.card = card
    self.budget = budget
    self.output = output
    self.store = store
    self.home = home
    self.limits = limits
    self.provenance = provenance
    self.tier = tier
  }

  /// Returns how the calls of a generation are served.
  package func service(of stage: any GenerationStage) -> ServiceChoice { stage.service.replacing(tier) }

  /// What relative paths in the file are relative to.
  package var folder: FilePath { path.removingLastComponent() }

  /// Returns a path of the file as an absolute one.
  package func resolving(_ path: String) -> FilePath { folder.resolving(path, home: home) }

  /// What lists the sources: files of the output and the store are none.
  package var sourceScanner: SourceScanner {
    SourceScanner(folder: folder, home: home, excluding: [output.string, store.string])
  }

  /// The output folder, for everything that changes files in it.
  package var outputFolder: ConfinedFolder { ConfinedFolder(output.string, role: .output) }

  /// Emulator answers never serve real gateways, nor the other way round.
  package var lane: Lane {
    gateways.allSatisfy { $0.lane == .emulator } ? .emulator : .real
  }

  /// Where bindings to real answers stand.
  package var lockPath: FilePath {
    folder.appending((path.stem ?? name) + ".lock.yaml")
  }
}

extension SourceFile {
  /// A source that is not there, to check by what is wrong whatever the sources are.
  package static func standIn(for pipeline: Pipeline) -> SourceFile {
    SourceFile(path: pipeline.folder.appending("source.png").string, writtenPath: "source.png")
  }
}
