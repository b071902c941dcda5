import BuiltIns
package import Diagnostics
import Dialects
package import Execution
package import GatewayAPI
package import ImageCore
package import PipelineModel
package import Planning
package import Storage
import SystemPackage
import TestSupport

/// A scratch folder with pipeline files in it, and the way from their text to diagnostics, plans and runs.
package struct PipelineBench: Sendable {
  package let folder: ScratchFolder
  package let components: Components

  /// The day on which tests judge whether a model is retired.
  package static let today = CalendarDate(2026, 11, 21)

  /// The built-ins, and the model `tiny-image`.
  package init(limits: DecodeLimits = .standard) throws {
    folder = try ScratchFolder()
    components = Components(
      codecs: CodecRegistry(BuiltIns.codecs), stages: StageRegistry(BuiltIns.stages),
      collectors: CollectorRegistry(BuiltIns.collectors), dialects: BuiltIns.dialects.map(\.facts),
      gateways: BuiltIns.gateways, models: BuiltIns.models + [.tiny], textModels: BuiltIns.textModels, limits: limits)
  }

  /// Writes a PNG of soft ramps.
  package func writePicture(_ name: String, _ size: PixelSize = PixelSize(40, 30)) throws {
    let bytes = try ImageWriter(codecs: components.codecs).write(TestPictures.gradient(size), as: FormatID("png"))
    try folder.write(bytes, to: name)
  }

  // MARK: loading and planning

  /// Loads `text` as the file `name` of the scratch folder.
  package func load(_ text: String, name: String = "shop.yaml", options: PipelineOptions = PipelineOptions()) -> PipelineLoader.Outcome {
    PipelineLoader(components: components, options: options, currentFolder: FilePath(folder.path), today: Self.today)
      .load(Array(text.utf8), name: name)
  }

  /// What `check` says of a file, each mistake once and in the order of the text.
  package func check(_ text: String, options: PipelineOptions = PipelineOptions()) throws -> [Diagnostic] {
    let loaded = load(text, options: options)
    guard let pipeline = loaded.pipeline else { return loaded.diagnostics.sortedAndUnique }
    return (loaded.diagnostics + (try Planner.check(pipeline, components: components))).sortedAndUnique
  }

  package struct Planned: Sendable {
    /// Nil where the file has mistakes.
    package let plan: Plan?
    package let diagnostics: [Diagnostic]
  }

  package func plan(
    _ text: String, name: String = "shop.yaml", options: PipelineOptions = PipelineOptions(), clock: UTCClock = .system,
    kept: SourceByteCache? = nil
  ) async throws -> Planned {
    let loaded = load(text, name: name, options: options)
    guard let pipeline = loaded.pipeline else { return Planned(plan: nil, diagnostics: loaded.diagnostics) }
    let store = try await Store.openReadOnly(pipeline.store.string, clock: clock)
    let planner = Planner(components: components, store: store, options: options, clock: clock, kept: kept)
    let outcome = try await planner.plan(pipeline, after: loaded.diagnostics)
    return Planned(plan: outcome.plan, diagnostics: outcome.diagnostics)
  }

  // MARK: running

  package struct Run: Sendable {
    package let summary: RunSummary
    package let notes: [String]
    /// Relative to the output folder.
    package let written: [String]
    /// The assets that deliveries which were made lack, by collector.
    package let missing: [String: [String]]
  }

  /// Plans and runs a file without mistakes, with `generator` for a gateway.
  @discardableResult
  package func run(
    _ text: String, name: String = "shop.yaml", options: PipelineOptions = PipelineOptions(),
    execution: ExecutionOptions = ExecutionOptions(), generator: CannedGenerator? = nil
  ) async throws -> Run {
    let loaded = load(text, name: name, options: options)
    guard let pipeline = loaded.pipeline else { throw DiagnosticError(loaded.diagnostics) }
    let store = try await Store.open(pipeline.store.string)
    let kept = SourceByteCache()
    let outcome = try await Planner(components: components, store: store, options: options, kept: kept)
      .plan(pipeline, after: loaded.diagnostics)
    guard let plan = outcome.plan else { throw DiagnosticError(outcome.diagnostics) }
    let run = try await store.startRun(pipeline: pipeline.name, command: "run")
    let events = EventLog()
    let executor = Executor(
      components: components, store: store, run: run, generator: generator ?? CannedGenerator(codecs: components.codecs),
      gateways: pipeline.gateways, options: execution, stop: StopSignal(), events: EventSink { events.add($0) }, kept: kept)
    let summary = try await executor.execute(plan, cores: 2)
    try await run.finish(outcome: "done")
    return Run(summary: summary, notes: events.notes, written: events.written.sorted(), missing: events.missing)
  }
}
