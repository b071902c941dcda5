import PipelineModel
import Planning
import Storage
import SystemPackage

/// Keeps the books of a run while it goes on: what it has written and found is in the ledger within a second, so that the next run repeats only
/// what was under way if this one is killed. Its end folds the files into the manifest.
actor RunBooks {
  private static let interval = Duration.milliseconds(500)

  private let plan: Plan
  private let recorder: RunRecorder
  private let ledger: Ledger
  private var mark = RunRecorder.Mark()
  /// Whether files of this run stand in the ledger and in no manifest.
  private(set) var hasEntered = false

  init(_ plan: Plan, recorder: RunRecorder, ledger: Ledger) {
    self.plan = plan
    self.recorder = recorder
    self.ledger = ledger
  }

  /// Runs `body`, and keeps the books meanwhile.
  nonisolated func keep<Result: Sendable>(during body: () async -> Result) async -> Result {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.keep() }
      let result = await body()
      group.cancelAll()
      return result
    }
  }

  private func keep() async {
    do {
      while true {
        try await Task.sleep(for: Self.interval)
        try await enter()
      }
    } catch {
      // The run has ended; or the ledger cannot be written, which its end will find and say.
    }
  }

  /// Enters what was added since the last time.
  func enter() async throws(StorageError) {
    let (added, next) = recorder.records(behind: mark)
    guard !(added.files.isEmpty && added.judgements.isEmpty && added.passed.isEmpty) else { return }
    var progress = RunProgress(pipeline: plan.pipeline.name, folder: plan.pipeline.output.string)
    progress.files = added.files.map { RunProgress.File(path: $0.path, entry: $0.entry) }
    progress.published = added.published
    progress.passed = added.passed
    progress.judgements = added.judgements
    try await ledger.record(progress)
    mark = next
    hasEntered = hasEntered || !added.files.isEmpty
  }
}
