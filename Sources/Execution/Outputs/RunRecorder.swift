import GatewayAPI
import PipelineModel
import Storage
import Synchronization

/// Collects the results of a run's assets, those that fail included: a picture that was paid for is in the manifest even if a later step
/// failed.
final class RunRecorder: Sendable {
  struct Records: Sendable {
    var files: [Manifest.File] = []
    /// Those that came out as they were, and were left as they are.
    var kept: [Manifest.File] = []
    var published: [PublishedOutput] = []
    var bindings: [Binding] = []
    var judgements: [RecordedJudgement] = []
    /// Those that were passed, and the pictures that show what they were found by.
    var passed: [LocalResult] = []
    var reused: Set<ExchangeID> = []
    /// The variant that others go by, of assets that have one.
    var shown: [String: Int] = [:]
  }

  /// How much of the records the ledger has.
  struct Mark: Sendable {
    var files = 0
    var judgements = 0
    var passed = 0
  }

  private let records = Mutex(Records())

  func add(file: Manifest.File, published: PublishedOutput) {
    records.withLock {
      $0.files.append(file)
      $0.published.append(published)
    }
  }

  func add(kept file: Manifest.File) { records.withLock { $0.kept.append(file) } }

  func add(bindings: [Binding]) { records.withLock { $0.bindings += bindings } }

  func add(judgement: RecordedJudgement, passed: LocalResult?) {
    records.withLock {
      $0.judgements.append(judgement)
      if let passed { $0.passed.append(passed) }
    }
  }

  func add(shown variant: Int, of asset: String) { records.withLock { $0.shown[asset] = variant } }

  func add(evidence: LocalResult) { records.withLock { $0.passed.append(evidence) } }

  func add(reused exchange: ExchangeID) { _ = records.withLock { $0.reused.insert(exchange) } }

  var all: Records { records.withLock { $0 } }

  /// Returns what was added behind a mark, and the mark behind that. Files and their publications are added together.
  func records(behind mark: Mark) -> (added: Records, mark: Mark) {
    records.withLock { records in
      var added = Records()
      added.files = Array(records.files[mark.files...])
      added.published = Array(records.published[mark.files...])
      added.judgements = Array(records.judgements[mark.judgements...])
      added.passed = Array(records.passed[mark.passed...])
      return (added, Mark(files: records.files.count, judgements: records.judgements.count, passed: records.passed.count))
    }
  }
}
