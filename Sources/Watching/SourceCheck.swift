import FileWatching
import ImageCore
import PipelineModel
import Storage

/// Checks that a source is complete: its header parses, its picture decodes to the end, and the file reaches its format's end.
struct SourceCheck: Sendable {
  let reader: ImageReader
  /// The ledger's records of files.
  let known: [String: SourceDigest]
  /// Digests of sources that outputs were made of before; those were whole.
  let finished: Set<String>
  let clock: UTCClock
  /// Limits the number of large pictures that are decoded at once.
  let lane: AsyncLimiter

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
    let outcome = await lane.withRoom(bytes: pixels) { () -> CodecError? in
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
