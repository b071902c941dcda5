import GatewayAPI
import PipelineModel
import Storage
import Synchronization

/// Collects the results of a run's assets, those that fail included: a picture that was paid for is in the manifest even if a later step
/// failed.
final class RunRecorder: Sendable {
  struct Records: Sendable {
    var files: [Manifest.File] = []
    var published: [PublishedOutput] = []
    var bindings: [Binding] = []
    var judgements: [RecordedJudgement] = []
    /// Those that were passed.
    var passed: [LocalResult] = []
    var reused: Set<ExchangeID> = []
  }

  private let records = Mutex(Records())

  func add(file: Manifest.File, published: PublishedOutput) {
    records.withLock {
      $0.files.append(file)
      $0.published.append(published)
    }
  }

  func add(bindings: [Binding]) { records.withLock { $0.bindings += bindings } }

  func add(judgement: RecordedJudgement, passed: LocalResult?) {
    records.withLock {
      $0.judgements.append(judgement)
      if let passed { $0.passed.append(passed) }
    }
  }

  func add(reused exchange: ExchangeID) { _ = records.withLock { $0.reused.insert(exchange) } }

  var all: Records { records.withLock { $0 } }
}
