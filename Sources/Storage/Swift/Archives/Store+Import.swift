extension Store {
  /// The records of a million exchanges are smaller.
  private static let largestRecords = 4 << 30

  /// Takes in the exchanges of an archive. Every stored file is held against its digest; the ledger changes only after the whole archive has
  /// been read, and all at once. What is known already is left as it is, so importing twice is importing once.
  /// - Parameter path: absolute; `-` for standard input.
  package func importArchive(at path: String) async throws(StorageError) -> TransferReport {
    let source = try ArchiveSource(path)
    var report = TransferReport()
    var records: [UInt8]?
    var isComplete = false
    while let header = try source.nextHeader() {
      switch header.name {
      case ArchiveLayout.records:
        guard records == nil, header.size <= Self.largestRecords else { throw source.damaged("it has records twice, or too many") }
        var bytes: [UInt8] = []
        try source.forEachPart(of: header) { (part: Span<UInt8>) throws(StorageError) in
          // The buffer is the span's own memory, copied inside the call.
          unsafe part.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        }
        records = bytes
      case ArchiveLayout.digests:
        var bytes: [UInt8] = []
        try source.forEachPart(of: header) { (part: Span<UInt8>) throws(StorageError) in
          unsafe part.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        }
        guard let records, bytes == ArchiveLayout.digestLine(Digest.of(records)) else {
          throw source.damaged("its records are not what their digest says")
        }
        isComplete = true
      default: try takeFile(header, from: source, report: &report)
      }
    }
    guard isComplete, let records else { throw source.damaged("its end is missing") }
    var lines = String(decoding: records, as: UTF8.self).split(separator: "\n").map(String.init)
    guard lines.first == "{\"format\":\"\(ArchiveLayout.first)\"}" else {
      throw source.damaged("it is not an archive of this version of the program")
    }
    lines.removeFirst()
    let blobs = blobs
    let archive = source.path
    let entered = try await ledger.enter(lines) { exchange in
      guard exchange.state.isAnswered else { return }
      guard let body = exchange.response?.body, try blobs.contains(body) else {
        throw StorageError(.damagedArchive, path: archive, detail: "the answer of call \(exchange.id) is not in it")
      }
    }
    report.exchanges = entered.count
    report.skipped = lines.count { $0.hasPrefix("{\"table\":\"exchange\"") } - entered.count
    return report
  }

  private func takeFile(_ header: TarHeader, from source: borrowing ArchiveSource, report: inout TransferReport) throws(StorageError) {
    guard header.name.hasPrefix(ArchiveLayout.blobs),
      let digest = Digest(hex: String(header.name.dropFirst(ArchiveLayout.blobs.count)))
    else { throw source.damaged("it has an entry that is none of ours") }
    let writer = try blobs.makeWriter()
    try source.forEachPart(of: header) { (part: Span<UInt8>) throws(StorageError) in try writer.append(part) }
    guard writer.blob?.digest == digest else { throw source.damaged("the file \(digest) is not what its digest says") }
    if try blobs.contains(Blob(digest: digest, size: header.size)) { return }
    _ = try writer.finish()
    report.files += 1
    report.bytes += header.size
  }
}
