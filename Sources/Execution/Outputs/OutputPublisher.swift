package import Diagnostics
import ImageCore
import PipelineModel
import PipelineSpec
package import Planning
package import Storage

/// Puts files into the output folder, each whole or not at all, and replaces none that this program did not write.
struct OutputPublisher: Sendable {
  let folder: ConfinedFolder
  let pipeline: String
  let ledger: Ledger
  let intents: OutputIntents
  /// The files that earlier runs wrote.
  let manifest: ManifestIndex?
  /// Indicates whether files of other programs may be replaced.
  let overwrites: Bool
  let crashes: CrashPoints
  let events: EventSink
  let sharing: Sharing?

  /// Writes `bytes` to `path` (relative to the output folder) and reports it.
  /// - Throws: `AssetFailure` if another program's file is there; `StorageError`.
  @concurrent
  func publish(_ bytes: [UInt8], at path: String, asset: String, size: PixelSize?) async throws -> PublishedOutput {
    try await publish(bytes, IntendedOutput(pipeline: pipeline, path: path, digest: Digest.of(bytes)), asset: asset, size: size, as: nil)
  }

  /// Writes `bytes` as the file that an entry of the manifest describes, and reports it. Other machines learn of the entry before the file
  /// has its name.
  @concurrent
  func publish(_ bytes: [UInt8], as entry: Manifest.File) async throws -> PublishedOutput {
    guard let digest = Digest(hex: entry.sha256) else { preconditionFailure("an entry for bytes has their digest") }
    let output = IntendedOutput(pipeline: pipeline, path: entry.path, digest: digest)
    return try await publish(bytes, output, asset: entry.asset, size: entry.size, as: entry)
  }

  private func publish(
    _ bytes: [UInt8], _ output: IntendedOutput, asset: String, size: PixelSize?, as entry: Manifest.File?
  ) async throws -> PublishedOutput {
    let path = output.path
    try await requireOurs(output)
    try await intents.enter(output)
    if let entry, let journal = sharing?.journal { try await journal.enter(JournalLine.file(entry).text) }
    try folder.create()
    let written = try folder.write(bytes, to: path, making: true, crashes: crashes)
    events.send(.outputWritten(asset: asset, path: path, bytes: bytes.count, size: size))
    return PublishedOutput(pipeline: pipeline, path: path, asset: asset, blob: written.blob, stamp: written.stamp)
  }

  /// Validates that the present file is ours: listed in the manifest, recorded in the ledger as written by us, or unchanged by the write.
  private func requireOurs(_ output: IntendedOutput) async throws {
    switch try folder.occupant(of: output.path) {
    case nil: return
    case .folder?: break
    case .other?: if overwrites { return }
    case .file?:
      if overwrites || manifest?[output.path] != nil { return }
      let present = try folder.digest(of: output.path)
      if present == output.digest { return }
      if try await ledger.hasWritten(IntendedOutput(pipeline: pipeline, path: output.path, digest: present)) { return }
      if let sharing, try await sharing.hasWritten(output.path, present, of: pipeline) { return }
    }
    throw AssetFailure(PlannedProblem(.foreignFile(folder.path(of: output.path))))
  }
}

/// Records in the ledger the files that are about to be written. Concurrent records share one transaction, because each has to wait for the
/// disk.
actor OutputIntents {
  private let ledger: Ledger
  private var pending: [IntendedOutput] = []
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var isWriting = false

  init(ledger: Ledger) { self.ledger = ledger }

  /// Records an output; returns when the record is durable.
  func enter(_ output: IntendedOutput) async throws(StorageError) {
    pending.append(output)
    while isWriting { await withCheckedContinuation { waiting.append($0) } }
    // A concurrent write may have included this one.
    guard pending.contains(output) else { return }
    let batch = pending
    pending = []
    isWriting = true
    defer {
      isWriting = false
      for continuation in waiting { continuation.resume() }
      waiting = []
    }
    do throws(StorageError) {
      try await ledger.record(intended: batch)
    } catch {
      // The others find theirs not recorded, and try again.
      pending += batch.filter { $0 != output }
      throw error
    }
  }
}

/// Obstacles in the output folder in the places of a plan's outputs.
package enum OutputObstacles {
  private static let linkInOutput: Diagnostic.ID = "link-in-output"

  /// Returns the first symbolic link, or file, in the place of a folder that a plan needs in the output.
  /// - Returns: the error that writing there would end with, or `nil` if every path is free.
  package static func first(in plan: Plan) throws(StorageError) -> StorageError? {
    var folders: [String] = []
    // As bytes: names that differ may be the same text.
    var known: Set<[UInt8]> = []
    func add(_ folder: Substring) {
      if !folder.isEmpty, known.insert(Array(folder.utf8)).inserted { folders.append(String(folder)) }
    }
    for asset in plan.assets {
      // Of some outputs only the folder is known yet.
      add(Substring(asset.name))
      for node in asset.nodes {
        for output in node.outputs {
          if let path = output.path, let end = path.utf8.lastIndex(of: UInt8(ascii: "/")) { add(path[..<end]) }
        }
      }
    }
    do throws(StorageError) {
      try plan.pipeline.outputFolder.requireFolders(folders)
      return nil
    } catch {
      switch error.kind {
      case .link, .notAFolder: return error
      default: throw error
      }
    }
  }

  /// Returns a diagnostic at the place where the file names the output folder, or `nil` for errors that `plan` leaves to the run.
  package static func diagnostic(_ error: StorageError, in plan: Plan) -> Diagnostic? {
    guard case .link = error.kind else { return nil }
    return Diagnostic(linkInOutput, error.description, at: plan.pipeline.document.output.scalar.position)
  }
}
