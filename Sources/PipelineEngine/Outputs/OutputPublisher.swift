import ImageCore
import Storage
import SystemPackage

/// Puts files into the output folder, each whole or not at all.
struct OutputPublisher: Sendable {
  let output: FilePath
  let pipeline: String
  let crashes: CrashPoints
  let events: EventSink

  /// Writes `bytes` to `path` (relative to the output folder) and says so.
  @concurrent
  func publish(_ bytes: [UInt8], at path: String, asset: String, size: PixelSize?) async throws(StorageError) -> PublishedOutput {
    let absolute = output.pushing(FilePath(path))
    try Folder.create(at: absolute.removingLastComponent().string)
    let written = try AtomicFile.write(bytes, to: absolute.string, crashes: crashes)
    events.send(.outputWritten(asset: asset, path: path, bytes: bytes.count, size: size))
    return PublishedOutput(pipeline: pipeline, path: path, asset: asset, blob: written.blob, stamp: written.stamp)
  }
}
