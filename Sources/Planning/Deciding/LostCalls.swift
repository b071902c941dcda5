import GatewayAPI
import ImageCore
import PipelineModel
import Storage
import SystemPackage

/// Finds calls of real gateways that were paid for by the manifest and that no store here has: their assets are not bought again without a
/// request.
struct LostCalls {
  let pipeline: Pipeline
  let components: Components
  let manifest: ManifestIndex?

  /// Finds them by the slots that they were made for. A slot that is bound, or has an answer to its present request, is skipped.
  func find(
    _ assets: [ResolvedAsset], snapshot: LedgerSnapshot, bindings: [Slot: Binding], ledger: Ledger
  ) async throws(StorageError) -> [Slot: ExchangeID] {
    guard pipeline.lane == .real, manifest != nil else { return [:] }
    var named: [Slot: ExchangeID] = [:]
    for asset in assets {
      for (place, exchange) in asset.exchanges where snapshot.attempts[exchange.identity.key] == nil {
        let slot = Slot(pipeline: pipeline.name, asset: asset.asset.name, stage: place.stage, variant: place.variant)
        guard bindings[slot] == nil else { continue }
        named[slot] = call(behind: asset.asset, at: place)
      }
    }
    guard !named.isEmpty else { return [:] }
    let known = try await ledger.exchanges(Array(named.values))
    return named.filter { known[$0.value] == nil }
  }

  private func call(behind asset: Asset, at place: NodePlace) -> ExchangeID? {
    let turns = asset.chain.generationIndices
    let name = OutputNaming.originalName(turn: (turns.firstIndex(of: place.stage) ?? 0) + 1, of: turns.count)
    let extensions = components.codecs.codecs.map(\.format.fileExtension) + [OutputNaming.textExtension]
    for fileExtension in extensions {
      let path = "\(asset.name)/\(OutputNaming.fileName(name, variant: place.variant, extension: fileExtension))"
      guard let provenance = manifest?.file(at: path)?.provenance,
        components.gateways.first(where: { $0.name == provenance.gateway })?.lane != .emulator
      else { continue }
      return ExchangeID(provenance.exchange)
    }
    return nil
  }
}
