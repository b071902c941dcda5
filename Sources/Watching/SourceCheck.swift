package import Diagnostics
import Execution
import FileWatching
import ImageCore
package import PipelineModel
import Planning
package import Runs
package import Storage
import SystemPackage

/// Checks that a source is complete: its header parses, its picture decodes to the end, and the file reaches its format's end.
struct SourceCheck: Sendable {
  let reader: ImageReader
  /// The ledger's records of files.
  let known: [String: SourceDigest]
  /// Digests of sources that outputs were made of before; those were whole.
  let finished: Set<String>
  let clock: UTCClock
  /// Limits the number of large pictures that are decoded at once.
  let limiter: AsyncLimiter

  @concurrent
  func look(at path: String, stamp: FileStamp) async -> Completeness {
    if stamp.size == 0 { return .incomplete(content: "empty", reason: "is empty") }
    let limit = reader.limits.encodedBytes
    guard stamp.size <= limit else {
      return .incomplete(content: "\(stamp.size) bytes", reason: "has \(stamp.size) bytes, more than the \(limit) allowed")
    }
    // A remembered digest may be that of half a file; the source of an output was whole.
    if let digest = known[path]?.digest(ifStill: stamp), finished.contains(digest.hex) { return .complete(content: digest.hex) }
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try FileBytes.read(path, limit: limit)
      // Bytes that were read while the file was being written are no state of the file.
      guard try FileStamp.of(path) == stamp else { return .gone }
    } catch {
      return error.kind == .notFound ? .gone : .incomplete(content: nil, reason: error.description)
    }
    let content = Digest.of(bytes).hex
    if finished.contains(content) { return .complete(content: content) }
    do {
      let picture = try reader.open(bytes)
      try await decode(picture)
      // Its last bytes may be missing without a pixel being missing, and other bytes would be another call.
      if picture.isCutShort { return .incomplete(content: content, reason: "is cut short: its end is missing") }
      return .complete(content: content)
    } catch {
      return .incomplete(content: content, reason: "cannot be used: \(error)")
    }
  }

  /// Decodes at the smallest size of the format, which reads all of the file and writes few pixels.
  @concurrent
  private func decode(_ picture: OpenedPicture) async throws(CodecError) {
    let pixels = RasterLayout(size: picture.header.size, format: .rgba8)?.byteCount ?? reader.limits.decodedBytes
    let outcome = await limiter.withRoom(bytes: pixels) { () -> CodecError? in
      do throws(CodecError) {
        _ = try picture.decode(fitting: PixelSize(1, 1))
        return nil
      } catch {
        return error
      }
    }
    if let outcome { throw outcome }
  }
}

extension PlanningSession {
  /// Plans a pipeline without any of its sources, which finds the problems of its output folder.
  /// - Returns: the problems that prevent watching; none if there are none.
  package func problemsOfOutput(of pipeline: Pipeline, store: Store) async throws(StorageError) -> [Diagnostic] {
    let planner = Planner(components: components, store: store, options: options, needsSources: false, sources: [])
    let outcome = try await planner.plan(pipeline, after: [])
    return outcome.plan == nil ? outcome.diagnostics.sortedAndUnique : []
  }
}

/// Records in the manifest the outputs whose sources no longer exist, and removes those outputs if that is wanted.
struct RemovedSources {
  let store: Store
  let events: EventSink

  /// Records removed sources in the manifest, and removes their outputs if `prunes` is set.
  /// - Parameters:
  ///   - plan: of no sources, for the manifest that it read.
  ///   - names: of the assets that the present sources become, folded.
  /// - Returns: `true` if outputs of removed sources remain.
  func apply(_ plan: Plan, assets names: Set<String>, prunes: Bool) async throws -> Bool {
    guard let manifest = try plan.wholeManifest() else { return false }
    var sources: [String: Set<FilePath>] = [:]
    for file in manifest.files {
      for parent in file.parents where parent.kind == .source {
        sources[file.asset, default: []].insert(plan.pipeline.resolving(parent.name))
      }
    }
    var orphans: Set<String> = []
    for (asset, paths) in sources where !names.contains(OutputNaming.fold(asset)) {
      // A source that no pattern matches any more, but that exists, was not removed.
      if try paths.allSatisfy({ path throws(StorageError) in try FileStamp.of(path.string) == nil }) { orphans.insert(asset) }
    }
    var files = manifest.files
    for index in files.indices { files[index].sourceRemoved = orphans.contains(files[index].asset) }
    if prunes {
      let unwanted = files.filter(\.sourceRemoved)
      let removed = Set(try RunFinalizer(plan: plan, store: store, events: events).remove(unwanted))
      if !removed.isEmpty { try await store.ledger.forget(published: Array(removed), pipeline: plan.pipeline.name) }
      files.removeAll { removed.contains($0.path) }
    }
    let settled = Manifest(pipeline: manifest.pipeline, files: files)
    let hasAdditions = plan.manifest?.hasAdditions == true
    if settled != manifest || hasAdditions {
      _ = try plan.pipeline.outputFolder.write(settled.encoded(), to: Manifest.fileName)
    }
    if hasAdditions { try await store.ledger.forgetFiles(of: plan.pipeline.name, in: plan.pipeline.output.string) }
    return files.contains(where: \.sourceRemoved)
  }
}
