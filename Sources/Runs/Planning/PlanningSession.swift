package import Diagnostics
package import PipelineModel
import PipelineSpec
package import Planning
package import Storage
import SystemPackage

/// A pipeline that may be planned, with its diagnostics so far.
package struct LoadedPipeline: Sendable {
  package let pipeline: Pipeline
  package let source: SourceText
  /// Diagnostics of reading the file alone; a plan finds them together with its own.
  package let diagnostics: [Diagnostic]
  /// For the first plan; later ones scan again.
  package let expansion: Planner.Expansion?

  package init(pipeline: Pipeline, source: SourceText, diagnostics: [Diagnostic], expansion: Planner.Expansion?) {
    self.pipeline = pipeline
    self.source = source
    self.diagnostics = diagnostics
    self.expansion = expansion
  }
}

/// A pipeline file that has mistakes, so that it cannot be used.
package struct RejectedPipeline: Error, Sendable {
  /// All of them, with the warnings, in the order of the text.
  package let diagnostics: [Diagnostic]
}

/// All operations on one pipeline file that have no effects: reading, planning, collecting its page.
package struct PlanningSession: Sendable {
  package let environment: ProcessEnvironment
  package let components: Components
  package let options: PipelineOptions
  /// Entries for files that runs of other machines wrote, which the manifest does not have yet.
  package var published: [Manifest.File] = []

  package init(components: Components, options: PipelineOptions, environment: ProcessEnvironment) {
    self.components = components
    self.options = options
    self.environment = environment
  }

  /// Returns the same over the same file with other options.
  package func with(_ options: PipelineOptions) -> PlanningSession {
    var session = PlanningSession(components: components, options: options, environment: environment)
    session.published = published
    return session
  }

  /// The result of reading a file, offline and without a store.
  package struct Reading: Sendable {
    package let source: SourceText
    /// The pipeline, or `nil` if the file is too incomplete.
    package let loaded: LoadedPipeline?
    /// All diagnostics, in the order of the text.
    package let diagnostics: [Diagnostic]

    /// The pipeline, if it may be planned.
    package var usable: LoadedPipeline? { diagnostics.hasErrors ? nil : loaded }
  }

  /// Reads a pipeline file.
  /// - Parameter name: its path as the user gave it.
  package func read(_ bytes: [UInt8], name: String) throws(StorageError) -> Reading {
    let outcome = loader.load(bytes, name: name)
    guard let pipeline = outcome.pipeline else { return Reading(source: outcome.source, loaded: nil, diagnostics: outcome.diagnostics) }
    let expansion = try Planner.expand(pipeline, components: components, selection: options.selection)
    return Reading(
      source: outcome.source,
      loaded: LoadedPipeline(pipeline: pipeline, source: outcome.source, diagnostics: outcome.diagnostics, expansion: expansion),
      diagnostics: (outcome.diagnostics + expansion.diagnostics + refusedKeyWarnings(of: pipeline)).withoutConsequences.sortedAndUnique)
  }

  /// The loader of the file itself, which does not list sources.
  package var loader: PipelineLoader {
    PipelineLoader(
      components: components, options: options, currentFolder: environment.currentFolder, today: environment.today,
      home: environment.variable("HOME").map { FilePath($0) })
  }

  /// Plans a pipeline that was read.
  /// - Parameters:
  ///   - isFirst: `false` to list the sources again.
  ///   - kept: the cache of sources that are read, for a run.
  package func plan(
    _ loaded: LoadedPipeline, store: Store, isFirst: Bool = true, kept: SourceByteCache? = nil
  ) async throws(StorageError) -> Planner.Outcome {
    let planner = Planner(components: components, store: store, options: options, kept: kept, published: published)
    return try await planner.plan(loaded.pipeline, after: loaded.diagnostics, expansion: isFirst ? loaded.expansion : nil)
  }
}
