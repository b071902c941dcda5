import Diagnostics
import GatewayAPI
import ImageCore
package import PipelineModel
import PipelineSpec
package import Planning
package import Storage
import SystemPackage

/// Builds a report from a plan, the ledger and the manifest. Reads the beginnings of sources for their sizes, and writes nothing.
package struct ReportBuilder: Sendable {
  private let components: Components
  private let store: Store

  package init(components: Components, store: Store) {
    self.components = components
    self.store = store
  }

  /// Builds the report on a plan.
  /// - Parameters:
  ///   - plan: of all assets, without refreshes.
  ///   - failures: those of the latest run, by asset; shown if plan and ledger do not explain why an asset is not complete.
  package func report(on plan: Plan, failures: [String: AssetFailure] = [:]) async throws(StorageError) -> Report {
    let history = try await store.ledger.history(pipeline: plan.pipeline.name)
    let axes = Self.axes(of: plan)
    let files = Dictionary(grouping: plan.manifest?.files ?? [], by: \.asset)
    let sizes = PictureSizes(of: Self.inputs(of: plan), reader: ImageReader(codecs: components.codecs, limits: components.limits))
    let keys = plan.assets.flatMap { planned in
      planned.nodes.filter { planned.asset.chain.links[$0.place.stage].type.validates }.compactMap(\.key).map(LocalKey.evidence)
    }
    let evidence = try await store.ledger.localResults(for: keys)
    var assets: [ReportedAsset] = []
    for planned in plan.assets {
      let asset = try AssetReporter(
        plan: plan, planned: planned, files: files, history: history[planned.name] ?? [], failure: failures[planned.name], axes: axes,
        evidence: evidence, store: store, sizes: sizes, codecs: components.codecs
      ).asset()
      assets.append(asset)
    }
    return Report(
      pipeline: plan.pipeline.name, model: plan.pipeline.modelID, gateways: plan.pipeline.gateways.map(\.name), axes: axes, assets: assets,
      cost: ReportedCost(of: assets), output: plan.pipeline.output)
  }

  /// Returns the files that go into the chains; one file often goes into many.
  private static func inputs(of plan: Plan) -> Set<String> {
    var paths: Set<String> = []
    for link in plan.assets.lazy.flatMap(\.asset.chain.links) {
      if case .file(let path, _)? = link.input?.input { paths.insert(plan.pipeline.resolving(path).string) }
      for reference in link.generation?.references ?? [] { paths.insert(plan.pipeline.resolving(reference.path).string) }
    }
    return paths
  }

  private static func axes(of plan: Plan) -> [Report.Axis] {
    plan.pipeline.document.matrix.axes.map { axis in
      var values: [String] = []
      var known: Set<String> = []
      // The axis's own order first, then the values that `include` has added.
      for value in axis.values.map(\.text) + plan.assets.compactMap({ $0.asset.bindings[axis.name.text] })
      where known.insert(value).inserted { values.append(value) }
      let present = Set(plan.assets.compactMap { $0.asset.bindings[axis.name.text] })
      return Report.Axis(name: axis.name.text, values: values.filter(present.contains))
    }
  }
}
