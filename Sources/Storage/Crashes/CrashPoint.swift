/// A moment between two steps of an exchange or of the publication of files, at which a power cut or a SIGKILL would leave the most to
/// explain.
///
/// The names are those that `AQUATINT_CRASH_AT` accepts. The crash test runs all of them, so a new one is tested by being here.
package enum CrashPoint: String, Hashable, Sendable, CaseIterable {
  // The entries of an exchange in the ledger: before each is begun, and when it is durable.
  case beforeIntended = "before-intended"
  case afterIntended = "after-intended"
  case beforeSending = "before-sending"
  case afterSending = "after-sending"
  case beforeReceived = "before-received"
  case afterReceived = "after-received"
  case beforeInterpreted = "before-interpreted"
  case afterInterpreted = "after-interpreted"
  case beforeRejected = "before-rejected"
  case afterRejected = "after-rejected"
  case beforeUnknown = "before-unknown"
  case afterUnknown = "after-unknown"
  case beforeNotSent = "before-not-sent"
  case afterNotSent = "after-not-sent"

  // A job on its way to a gateway, and its answers back.
  /// All of its requests are in the file that will be sent.
  case jobWritten = "job-written"
  /// The gateway has that file, and no job yet.
  case jobUploaded = "job-uploaded"
  case beforeSubmitted = "before-submitted"
  case afterSubmitted = "after-submitted"
  /// The gateway has said what became of a job, and nothing of that is entered.
  case jobReported = "job-reported"
  /// An item's answer is in the store, and the next one is not.
  case itemCollected = "item-collected"

  // An answer on its way into the store.
  /// The first bytes of the body are there.
  case bodyBegun = "body-begun"
  /// All of them are, in a temporary file.
  case bodyWritten = "body-written"
  /// They are on the device.
  case bodySynced = "body-synced"
  /// The file has its name.
  case bodyNamed = "body-named"

  // A file on its way into the output folder.
  case outputWritten = "output-written"
  case outputSynced = "output-synced"
  case outputNamed = "output-named"

  // The end of a run.
  case beforeBindings = "before-bindings"
  case afterBindings = "after-bindings"
  case beforeRemoval = "before-removal"
  case afterRemoval = "after-removal"
  case beforeManifest = "before-manifest"
  case afterManifest = "after-manifest"
  case beforeRunEnd = "before-run-end"
  case afterRunEnd = "after-run-end"

  // A ledger of an earlier version on its way to this one.
  case beforeLedgerCopy = "before-ledger-copy"
  case afterLedgerCopy = "after-ledger-copy"
  case afterLedgerMigration = "after-ledger-migration"
}
