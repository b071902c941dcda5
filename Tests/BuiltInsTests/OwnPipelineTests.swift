import BuiltIns
import Diagnostics
import GatewayAPI
import PipelineFixtures
import PipelineModel
import Planning
import Storage
import SystemPackage
import TestSupport
import Testing

/// The pipeline files that come with the program.
@Suite struct OwnPipelineTests {
  static func files() throws -> [String] {
    try TestFiles.contents(of: TestFiles.packageRoot + "/Pipelines").filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".lock.yaml") }
  }

  @Test func `the files that the readme speaks of are there`() throws {
    let names = try Self.files().map(TestFiles.name)
    #expect(Set(["quickstart.yaml", "seasons.yaml", "prepare.yaml"]).isSubset(of: names))
  }

  @Test(arguments: try files()) func `a file of our own plans without a diagnostic`(_ path: String) async throws {
    let bench = try PipelineBench()
    var options = PipelineOptions()
    // Some name real gateways, whose prices and keys are not the matter here.
    options.gateways = ["emulator"]
    options.output = bench.folder.path(of: "output")
    options.store = bench.folder.path(of: "store")
    let loader = PipelineLoader(
      components: bench.components, options: options, currentFolder: FilePath(TestFiles.packageRoot), today: PipelineBench.today)
    let loaded = loader.load(try TestFiles.bytes(at: path), name: path)
    let pipeline = try #require(loaded.pipeline)
    let store = try await Store.openReadOnly(pipeline.store.string)
    let outcome = try await Planner(components: bench.components, store: store, options: options).plan(pipeline, after: loaded.diagnostics)
    #expect(outcome.diagnostics.isEmpty)
    let plan = try #require(outcome.plan)
    #expect(!plan.assets.isEmpty)
    #expect(plan.assets.allSatisfy { $0.problem == nil && $0.hasWork })
    #expect(plan.reused == 0)
    #expect(plan.cost == .zero)
    let isLocal = plan.assets.allSatisfy { $0.asset.chain.generationIndices.isEmpty }
    #expect(isLocal == (plan.calls == 0))
    #expect(!bench.folder.exists("store") && !bench.folder.exists("output"), "a plan writes nothing")
  }

  @Test func `the quickstart has enough to look at`() async throws {
    let bench = try PipelineBench()
    let path = TestFiles.packageRoot + "/Pipelines/quickstart.yaml"
    let text = String(decoding: try TestFiles.bytes(at: path), as: UTF8.self)
    let plan = try #require(try await bench.plan(text, name: "quickstart.yaml").plan)
    #expect(plan.assets.count >= 4)
    let ratios = plan.assets.flatMap(\.nodes).compactMap { $0.exchange?.asked.ratio }
    #expect(Set(ratios).count >= 3)
    let renditions = plan.assets.map { asset in asset.asset.chain.links.flatMap(\.stage.outputs).count }
    #expect(renditions.allSatisfy { $0 >= 3 })
  }
}
