package import Diagnostics
package import PipelineModel
import PipelineSpec
package import Planning
package import Storage
import SystemPackage

/// A pipeline that may be planned, with what was found about it so far.
package struct LoadedPipeline: Sendable {
  package let pipeline: Pipeline
  package let source: SourceText
  /// Of reading the file alone; a plan finds them together with its own.
  package let diagnostics: [Diagnostic]
  /// For the first plan; later ones look again.
  package let expansion: Planner.Expansion?

  package init(pipeline: Pipeline, source: SourceText, diagnostics: [Diagnostic], expansion: Planner.Expansion?) {
    self.pipeline = pipeline
    self.source = source
    self.diagnostics = diagnostics
    self.expansion = expansion
  }
}

/// A pipeline file that has mistakes, so that nothing can be done with it.
package struct RejectedPipeline: Error, Sendable {
  /// All of them, with the warnings, in the order of the text.
  package let diagnostics: [Diagnostic]
}

/// Everything over one pipeline file that has no effects: reading, planning, gathering its page.
package struct PlanningSession: Sendable {
  package let environment: ProcessEnvironment
  package let components: Components
  package let options: PipelineOptions

  package init(components: Components, options: PipelineOptions, environment: ProcessEnvironment) {
    self.components = components
    self.options = options
    self.environment = environment
  }

  /// Returns the same over the same file with other options.
  package func with(_ options: PipelineOptions) -> PlanningSession {
    PlanningSession(components: components, options: options, environment: environment)
  }

  /// What was found in a file, offline and without a store.
  package struct Reading: Sendable {
    package let source: SourceText
    /// Nil where the file says too little to go on.
    package let loaded: LoadedPipeline?
    /// All that is to be said, in the order of the text.
    package let diagnostics: [Diagnostic]

    /// The pipeline, where it may be planned.
    package var usable: LoadedPipeline? { diagnostics.hasErrors ? nil : loaded }
  }

  /// Reads a pipeline file.
  /// - Parameter name: its path as the person gave it.
  package func read(_ bytes: [UInt8], name: String) throws(StorageError) -> Reading {
    let outcome = loader.load(bytes, name: name)
    guard let pipeline = outcome.pipeline else { return Reading(source: outcome.source, loaded: nil, diagnostics: outcome.diagnostics) }
    let expansion = try Planner.expand(pipeline, components: components)
    return Reading(
      source: outcome.source,
      loaded: LoadedPipeline(pipeline: pipeline, source: outcome.source, diagnostics: outcome.diagnostics, expansion: expansion),
      diagnostics: (outcome.diagnostics + expansion.diagnostics + refusedKeyWarnings(of: pipeline)).withoutConsequences.sortedAndUnique)
  }

  /// What reads the file itself, without looking for sources.
  package var loader: PipelineLoader {
    PipelineLoader(
      components: components, options: options, currentFolder: environment.currentFolder, today: environment.today,
      home: environment.variable("HOME").map { FilePath($0) })
  }

  /// Plans what was read.
  /// - Parameters:
  ///   - isFirst: false looks for sources anew.
  ///   - kept: where sources that are read are kept for a run.
  package func plan(
    _ loaded: LoadedPipeline, store: Store, isFirst: Bool = true, kept: KeptSources? = nil
  ) async throws(StorageError) -> Planner.Outcome {
    let planner = Planner(components: components, store: store, options: options, kept: kept)
    return try await planner.plan(loaded.pipeline, after: loaded.diagnostics, expansion: isFirst ? loaded.expansion : nil)
  }
}
