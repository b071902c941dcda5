import GRDB

extension Store {
  /// Imports the exchanges of an archive, all or none. The whole archive is verified against its digests, and its records against the rules
  /// of the ledger, before anything of it is stored. Known records stay as they are, so importing twice equals importing once.
  /// - Parameter path: absolute; `-` for standard input.
  /// - Throws: `.damagedArchive` for anything that this program would not have written.
  package func importArchive(at path: String) async throws(StorageError) -> TransferReport {
    if isReadOnly { throw StorageError(.readOnlyStore, path: self.path) }
    guard path == "-" else { return try await takeIn(ArchiveReader(path: path, name: path)) }
    // A stream is read twice by way of a file.
    var file = try TemporaryFile(in: self.path, mode: 0o600, crashes: .none, at: .output)
    let name = "standard input"
    let input = try ArchiveSource("-", name: name)
    try input.forEachPartOfStream { (part: Span<UInt8>) throws(StorageError) in try file.append(part) }
    let report = try await takeIn(ArchiveReader(path: file.provisionalPath, name: name))
    file.discard()
    return report
  }

  private func takeIn(_ archive: ArchiveReader) async throws(StorageError) -> TransferReport {
    var records = try TemporaryFile(in: path, mode: 0o600, crashes: .none, at: .output)
    let contents = try archive.examine(copyingRecordsTo: &records)
    let lines = RecordLines(path: records.provisionalPath, archive: archive)
    let blobs = blobs
    let check: @Sendable (Exchange) throws -> Void = { exchange in
      guard exchange.state.isAnswered else { return }
      guard let body = exchange.response?.body, try contents.holds(body) || blobs.contains(body) else {
        throw archive.damaged("the answer of call \(exchange.id) is not in it")
      }
    }
    try await ledger.enter(lines, isRehearsal: true, checking: check)
    var report = TransferReport()
    try archive.forEachFile { (source: borrowing ArchiveSource, header: TarHeader, digest: Digest) throws(StorageError) in
      if try blobs.contains(Blob(digest: digest, size: header.size)) {
        try source.skip(header)
        return
      }
      let writer = try blobs.makeWriter()
      try source.forEachPart(of: header) { (part: Span<UInt8>) throws(StorageError) in try writer.append(part) }
      guard writer.blob?.digest == digest else { throw archive.damaged("it was changed while it was read") }
      _ = try writer.finish()
      report.files += 1
      report.bytes += header.size
    }
    let (entered, read) = try await ledger.enter(lines, isRehearsal: false, checking: check)
    report.exchanges = entered.count
    report.skipped = read - entered.count
    records.discard()
    return report
  }
}

/// An archive with untrusted contents.
struct ArchiveReader: Sendable {
  let path: String
  /// Its name for people.
  let name: String

  /// The records of half a million exchanges are smaller. In bytes, as the others.
  private static let largestRecords = 1 << 30
  /// In bytes; larger than any answer that a gateway may give.
  private static let largestFile = 1 << 30
  static let longestLine = 4 << 20

  struct Contents: Sendable {
    /// Stored files by their digests, with their sizes in bytes.
    var files: [Digest: Int] = [:]

    func holds(_ blob: Blob) -> Bool { files[blob.digest] == blob.size }
  }

  func damaged(_ reason: String) -> StorageError { StorageError(.damagedArchive, path: name, detail: reason) }

  /// Verifies all of it and stores nothing but the records, in a file of their own.
  func examine(copyingRecordsTo records: inout TemporaryFile) throws(StorageError) -> Contents {
    let source = try ArchiveSource(path, name: name)
    var contents = Contents()
    var hasRecords = false
    var isComplete = false
    while let header = try source.nextHeader() {
      try requireRoom(for: header, in: source)
      switch header.name {
      case ArchiveLayout.records:
        guard !hasRecords, header.size <= Self.largestRecords else { throw damaged("it has records twice, or too many") }
        hasRecords = true
        try copy(header, from: source, to: &records)
      case ArchiveLayout.digests:
        let expected = ArchiveLayout.digestLine(records.blob.digest)
        guard hasRecords, header.size == expected.count, try source.bytes(of: header) == expected else {
          throw damaged("its records are not what their digest says")
        }
        isComplete = true
      default:
        let digest = try digest(of: header)
        guard header.size <= Self.largestFile else { throw damaged("the file \(digest) is larger than any answer") }
        var builder = DigestBuilder()
        try source.forEachPart(of: header) { (part: Span<UInt8>) throws(StorageError) in builder.update(part) }
        guard builder.finish() == digest else { throw damaged("the file \(digest) is not what its digest says") }
        contents.files[digest] = header.size
      }
    }
    guard isComplete else { throw damaged("its end is missing") }
    return contents
  }

  /// Passes the stored files on once more; each must be read or skipped.
  func forEachFile(_ body: (borrowing ArchiveSource, TarHeader, Digest) throws(StorageError) -> Void) throws(StorageError) {
    let source = try ArchiveSource(path, name: name)
    while let header = try source.nextHeader() {
      if header.name == ArchiveLayout.records || header.name == ArchiveLayout.digests {
        try source.skip(header)
      } else {
        try body(source, header, try digest(of: header))
      }
    }
  }

  /// Refuses a header that claims more than the archive holds, before anything is read.
  private func requireRoom(for header: TarHeader, in source: borrowing ArchiveSource) throws(StorageError) {
    guard try header.size <= source.remaining() else { throw damaged("it ends early") }
  }

  private func digest(of header: TarHeader) throws(StorageError) -> Digest {
    guard header.name.hasPrefix(ArchiveLayout.blobs),
      let digest = Digest(hex: String(header.name.dropFirst(ArchiveLayout.blobs.count)))
    else { throw damaged("it has an entry that is none of ours") }
    return digest
  }

  private func copy(
    _ header: TarHeader, from source: borrowing ArchiveSource, to records: inout TemporaryFile
  ) throws(StorageError) {
    var length = 0
    try source.forEachPart(of: header) { (part: Span<UInt8>) throws(StorageError) in
      for index in part.indices {
        length = part[index] == UInt8(ascii: "\n") ? 0 : length + 1
        guard length <= Self.longestLine else { throw damaged("one of its records is too long") }
      }
      try records.append(part)
    }
  }
}
