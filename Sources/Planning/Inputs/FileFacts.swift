package import ImageCore
package import Storage

/// The facts about a file of a plan.
package struct FileFacts: Sendable {
  /// The digest, or `nil` if the file could not be read to its end.
  package let digest: Digest?
  /// The upright size, or `nil` if the bytes were not read, or are no picture.
  package let size: PixelSize?
  /// The reason why the file cannot be used, or `nil` if none is known.
  package let problem: String?
  /// The digest for the ledger to remember, so that the file need not be hashed again.
  package let remembered: SourceDigest?
  /// The digest with the file's stamp, or `nil` if there is no digest.
  package let stamped: SourceDigest?
}

/// Examines files: digest, size, and problems. A digest that the ledger has for the same stamp is not computed again.
package struct FileInspector: Sendable {
  private let reader: ImageReader
  private let known: [String: SourceDigest]
  private let clock: UTCClock
  /// The cache of opened pictures, or `nil` for none.
  private let kept: SourceByteCache?

  package init(reader: ImageReader, known: [String: SourceDigest], clock: UTCClock, kept: SourceByteCache? = nil) {
    self.reader = reader
    self.kept = kept
    self.known = known
    self.clock = clock
  }

  /// Returns the facts about the file at an absolute path; with `needsHeader` its bytes are read even if its digest is known.
  @concurrent
  package func inspect(_ path: String, needsHeader: Bool) async -> FileFacts {
    do throws(StorageError) {
      guard let stamp = try FileStamp.of(path) else { return failed("does not exist") }
      if stamp.size == 0 { return failed("is empty") }
      if stamp.size > reader.limits.encodedBytes {
        return failed("has \(stamp.size) bytes, more than the \(reader.limits.encodedBytes) allowed")
      }
      if !needsHeader, let digest = known[path]?.digest(ifStill: stamp) {
        return FileFacts(digest: digest, size: nil, problem: nil, remembered: nil, stamped: known[path])
      }
      if let seen = kept?.look(path, ifStill: stamp) {
        return FileFacts(
          digest: seen.digest.digest, size: seen.picture.header.uprightSize, problem: nil, remembered: seen.digest, stamped: seen.digest)
      }
      let recorded = clock.nanoseconds()
      let bytes = try FileBytes.read(path, limit: reader.limits.encodedBytes)
      let digest = known[path]?.digest(ifStill: stamp) ?? Digest.of(bytes)
      let remembered = SourceDigest(path: path, stamp: stamp, digest: digest, recorded: recorded)
      do throws(CodecError) {
        let picture = try reader.open(bytes)
        kept?.keep(picture, remembered)
        return FileFacts(
          digest: digest, size: picture.header.uprightSize, problem: nil, remembered: remembered,
          stamped: remembered)
      } catch {
        return FileFacts(
          digest: digest, size: nil, problem: "cannot be used: \(error)", remembered: nil, stamped: remembered)
      }
    } catch {
      return failed(error.description)
    }
  }

  private func failed(_ problem: String) -> FileFacts {
    FileFacts(digest: nil, size: nil, problem: problem, remembered: nil, stamped: nil)
  }
}
