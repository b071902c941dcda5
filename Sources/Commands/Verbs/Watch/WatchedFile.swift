import Diagnostics
import GatewayAPI
import PipelineModel
import PipelineSpec
import Planning
import Runs
import Storage
import Watching

/// The pipeline file of a watch: read at its beginning, and again whenever it was changed.
struct WatchedFile: Sendable {
  struct Loaded: Sendable {
    let pipeline: Pipeline
    let source: SourceText
    let bytes: [UInt8]
  }

  let session: Session
  let path: String
  let budget: WatchBudget?
  let isFrozen: Bool

  /// Reads the file; prints all mistakes and ends the command if it has any, or cannot be watched.
  func load() throws -> Loaded {
    let bytes = try session.readPipelineFile(path)
    let outcome = session.planning.loader.load(bytes, name: path)
    var diagnostics = outcome.diagnostics
    if let pipeline = outcome.pipeline {
      diagnostics += try mappingStorageErrorsNow { try pipeline.mistakesWhateverTheSources(session.components) }
    }
    session.printer(for: outcome.source).print(diagnostics.sortedAndUnique)
    guard let pipeline = outcome.pipeline, !diagnostics.hasErrors else { throw ExitStatus.wrongInput }
    try check(pipeline)
    return Loaded(pipeline: pipeline, source: outcome.source, bytes: bytes)
  }

  private func check(_ pipeline: Pipeline) throws {
    guard pipeline.document.sources != nil else {
      throw CommandFailure(.wrongInput, "'\(path)' has no 'sources', so there is nothing to watch")
    }
    guard pipeline.makesCalls(session.components) else { return }
    guard budget != nil else {
      throw CommandFailure(.wrongInput, "'\(path)' makes paid calls, so watching it needs --max-cost USD (for any 24 hours)")
    }
    if !isFrozen, let refusal = session.planning.refusedKeys(of: pipeline).first {
      throw CommandFailure(.environmentError, refusal.message)
    }
    if !isFrozen, let missing = GatewayKeys(for: pipeline, in: session.planning).missing.first {
      throw CommandFailure(.environmentError, missing.description)
    }
  }

  /// Returns the changed file, or `nil` if it cannot be used, which is reported.
  func reload(_ reporter: WatchReporter) -> Pipeline? {
    do {
      return try load().pipeline
    } catch let failure as CommandFailure {
      reporter.take(.pipelineRejected(message: failure.message))
    } catch {
      reporter.take(.pipelineRejected(message: "it has mistakes"))
    }
    return nil
  }
}
