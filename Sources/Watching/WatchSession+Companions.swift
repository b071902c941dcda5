import FileWatching
import PipelineModel
import Planning
import Storage
import SystemPackage

/// Files beside the sources that everything depends on.
extension WatchSession {
  private static let sizeLimit = 256 << 20

  /// Applies changes of the pipeline file and of files that all assets share, once they have settled.
  mutating func settleCompanions() async throws {
    for (path, stamp) in companions.due(at: .now) {
      let found: Completeness
      do throws(StorageError) {
        found = .complete(content: Digest.of(try FileBytes.read(path.string, limit: Self.sizeLimit)).hex)
      } catch {
        found = .gone
      }
      _ = companions.judge(path, as: found, stamp: stamp, at: .now)
    }
    for member in companions.takeBatch(at: .now, waitsForOthers: false) where companionContents[member.path] != member.content {
      companionContents[member.path] = member.content
      if member.path == pipeline.path {
        try await reload()
      } else {
        files.redoAll(at: .now)
      }
    }
  }

  /// Reads the pipeline file again. One with mistakes changes nothing.
  private mutating func reload() async throws {
    guard let changed = try await services.reload() else { return }
    pipeline = changed
    companionContents = [changed.path: companionContents[changed.path] ?? ""]
    claims = NameClaims()
    if let plan = try await emptyPlan() { memory = try ManifestMemory(plan) }
    files.redoAll(at: .now)
    removalsArePending = true
    services.events(.pipelineReloaded)
  }

  /// Records the files that the assets of a plan share; a change of one concerns all of them.
  mutating func noteCompanions(of plan: Plan) {
    for asset in plan.assets {
      for file in asset.files.values {
        let path = FilePath(file.path)
        // The first content stays until its change was applied, or the assets that were made before would be forgotten.
        if sources[path] == nil, companionContents[path] == nil { companionContents[path] = file.digest.hex }
      }
    }
  }

  /// Returns a plan of no sources, for its facts about the output folder, or `nil` if the folder cannot be used.
  func emptyPlan() async throws -> Plan? { try await planner(for: []).plan(pipeline, after: []).plan }

  func planner(for sources: [SourceFile]) -> Planner {
    Planner(
      components: services.components, store: services.store, options: planOptions, needsSources: false, sources: sources)
  }

  /// Updates the outputs of sources that were removed or have come back.
  mutating func settleRemovals() async throws {
    do throws(StorageError) {
      guard let plan = try await planner(for: []).plan(pipeline, after: []).plan else { return }
      removalsArePending = false
      try await settleRemovals(plan)
    } catch {
      // Retried with the next change; the outputs stay meanwhile.
      state.status.lastError = error.description
    }
  }

  private mutating func settleRemovals(_ plan: Plan) async throws(StorageError) {
    do {
      memory.hasOrphans = try await RemovedSources(store: services.store, events: services.fileEvents).apply(
        plan, assets: claims.allNames, prunes: options.prunes)
    } catch let error as StorageError {
      throw error
    } catch {
      throw StorageError(.inputOutput(errno: 0), path: plan.pipeline.output.string, detail: "\(error)")
    }
  }
}
