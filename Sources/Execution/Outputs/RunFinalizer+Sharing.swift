import PipelineModel
import Planning
import Storage

/// The end of a run of a part, whose output folder other machines write into at the same time.
extension RunFinalizer {
  /// Completes the ledger's records and the journal. The manifest, the lock file and what is made of all assets are left to `merge`.
  func closePart(_ records: RunRecorder.Records, books: RunBooks, _ journal: SharedJournal) async throws {
    try await books.enter()
    // The emulator's stand in this machine's store alone.
    if plan.pipeline.billingDomain == .emulator { try await BindingWriter(pipeline: plan.pipeline, store: store).write(records.bindings) }
    try await journal.flush()
  }
}
