import Diagnostics
package import Storage
import SystemPackage

/// Reads and writes which answer each slot shows: the emulator's in the store, those of real gateways in the lock file.
package struct BindingWriter: Sendable {
  private let pipeline: Pipeline
  private let store: Store

  package init(pipeline: Pipeline, store: Store) {
    self.pipeline = pipeline
    self.store = store
  }

  /// Adds bindings to those there are; the lock file is only touched if that changes it.
  package func write(_ bindings: [Binding]) async throws {
    guard !bindings.isEmpty else { return }
    guard pipeline.lane == .real else {
      try await store.ledger.bind(bindings)
      return
    }
    var file = try LockFile.read(for: pipeline)
    let before = file.text
    for binding in bindings { file.bind(binding) }
    if file.text != before { _ = try AtomicFile.write(Array(file.text.utf8), to: pipeline.lockPath.string) }
  }

  package func read() async throws -> [Slot: Binding] {
    guard pipeline.lane == .real else { return try await store.ledger.bindings(pipeline: pipeline.name) }
    return try LockFile.read(for: pipeline).bindings
  }
}

extension LockFile {
  /// The pipeline's lock file, or an empty one where there is none.
  fileprivate static func read(for pipeline: Pipeline) throws -> LockFile {
    let path = pipeline.lockPath.string
    guard try FileStamp.of(path) != nil else { return LockFile() }
    let (file, _, problems) = read(try FileBytes.read(path, limit: sizeLimit), name: path, pipeline: pipeline.name)
    if let problem = problems.first {
      throw AssetFailure(.environment, .damagedLock, "'\(path)' is damaged: \(problem.message)")
    }
    return file
  }
}
