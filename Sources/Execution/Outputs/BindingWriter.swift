import Diagnostics
package import PipelineModel
package import Storage
import SystemPackage

/// Reads and writes the answer that each slot uses: the emulator's in the store, those of real gateways in the lock file.
package struct BindingWriter: Sendable {
  private let pipeline: Pipeline
  private let store: Store

  package init(pipeline: Pipeline, store: Store) {
    self.pipeline = pipeline
    self.store = store
  }

  /// Adds bindings to the existing ones, and remembers the choices for other requests that they replace; the lock file is only touched if
  /// that changes it.
  package func write(_ bindings: [Binding]) async throws {
    guard !bindings.isEmpty else { return }
    guard pipeline.billingDomain == .real else {
      try await store.ledger.bind(bindings)
      return
    }
    // Read before the file is locked, because the result waits for the ledger. A binding that another process replaces meanwhile is kept.
    let former = try LockFile.read(for: pipeline).bindings
    let replaced = bindings.compactMap { binding in former[binding.slot].flatMap { $0.key == binding.key ? nil : $0 } }
    let replaceable = Set(replaced).subtracting(try await store.ledger.choices(among: replaced))
    try await change { file in
      for binding in bindings { file.bind(binding) { !replaceable.contains($0) } }
    }
  }

  /// Forgets the choices for these requests; choices for others stay.
  package func release(_ places: [ChoicePlace]) async throws {
    guard !places.isEmpty else { return }
    guard pipeline.billingDomain == .real else {
      try await store.ledger.release(choices: places)
      return
    }
    try await change { file in
      for place in places { file.release(place) }
    }
  }

  /// Rejects assets, or takes that back; their files stay.
  package func reject(_ assets: [String: Bool]) async throws {
    try await change { file in
      for (asset, isRejected) in assets { file.reject(asset, isRejected) }
    }
  }

  /// Keeps what is said to the model about assets; empty words remove what was said.
  package func note(_ words: [String: String]) async throws {
    guard !words.isEmpty else { return }
    try await change { file in
      for (asset, words) in words { file.note(words, for: asset) }
    }
  }

  /// Returns what was said about each asset, and the assets that were rejected.
  package func remarks() throws -> (notes: [String: String], rejected: Set<String>) {
    let file = try LockFile.read(for: pipeline)
    return (file.notes, file.rejected)
  }

  /// Returns the present binding of each slot.
  /// - Parameter asset: the only one whose slots are wanted, or `nil` for all.
  package func read(asset: String? = nil) async throws -> [Slot: Binding] {
    guard pipeline.billingDomain == .real else { return try await store.ledger.bindings(pipeline: pipeline.name, asset: asset) }
    let all = try LockFile.read(for: pipeline).bindings
    return asset.map { wanted in all.filter { $0.key.asset == wanted } } ?? all
  }

  private func change(_ body: @escaping @Sendable (inout LockFile) -> Void) async throws {
    let path = pipeline.lockPath.string
    try store.keepVersionable(path)
    try await SharedFile.update(path, limit: LockFile.sizeLimit) { [pipeline] bytes in
      var file = try bytes.map { try LockFile.read(whole: $0, name: path, pipeline: pipeline.name) } ?? LockFile()
      let before = file.text
      body(&file)
      let text = file.text
      // A file that could not be read again would keep every command from working; the answers are in the store in any case.
      guard text.utf8.count <= LockFile.sizeLimit else {
        throw AssetFailure(.environment, .recordTooLarge, "'\(path)' would grow too large to be read again")
      }
      return text == before ? nil : Array(text.utf8)
    }
  }
}

extension LockFile {
  /// Returns the pipeline's lock file, or an empty one if there is none.
  fileprivate static func read(for pipeline: Pipeline) throws -> LockFile {
    let path = pipeline.lockPath.string
    guard try FileStamp.of(path) != nil else { return LockFile() }
    return try read(whole: try FileBytes.read(path, limit: sizeLimit), name: path, pipeline: pipeline.name)
  }

  /// Reads a lock file that must be valid as a whole.
  /// - Throws: an ``AssetFailure`` of the environment if it is not.
  static func read(whole bytes: [UInt8], name: String, pipeline: String) throws -> LockFile {
    let (file, _, problems) = read(bytes, name: name, pipeline: pipeline)
    guard let problem = problems.first else { return file }
    if problem.id == .newerLock { throw AssetFailure(.environment, .newerLock, "'\(name)' \(problem.message)") }
    throw AssetFailure(.environment, .damagedLock, "'\(name)' is damaged: \(problem.message)")
  }
}
