import GRDB

/// The counts of a transfer between a store and an archive.
package struct TransferReport: Hashable, Sendable {
  /// Exchanges that were written or entered.
  package internal(set) var exchanges = 0
  /// Exchanges that were there already, or that were left out because their stored answers are missing.
  package internal(set) var skipped = 0
  package internal(set) var files = 0
  /// The bytes of those files.
  package internal(set) var bytes = 0
}

/// The layout of an archive: a tar of
///
///     records.jsonl     runs, exchanges, bindings of the emulator, findings of stages: one object a line
///     blobs/<sha256>    stored files, each named by its digest
///     digests.txt       the digest of records.jsonl, last, so that an archive that was cut off is noticed
///
/// Keys of gateways are in none of them: the ledger never has any.
enum ArchiveLayout {
  static let records = "records.jsonl"
  static let blobs = "blobs/"
  static let digests = "digests.txt"
  /// Returns the first line of the records. The later version is used only if the archive holds records that earlier programs would leave
  /// out.
  static func head(_ version: Int) -> String { "{\"format\":\"aquatint-ledger \(version)\"}" }
  static let versions = 1...2

  /// Returns whether a file is an archive, by its first two blocks, whatever version wrote it.
  static func isBeginning(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 2 * TarHeader.block, let header = TarHeader(Array(bytes.prefix(TarHeader.size))), header.name == records
    else { return false }
    return bytes.dropFirst(TarHeader.block).starts(with: Array("{\"format\":\"aquatint-ledger ".utf8))
  }

  static func digestLine(_ digest: Digest) -> [UInt8] { Array("\(digest.hex)  \(records)\n".utf8) }
}

extension Store {
  /// Writes every answered exchange with its stored files, and every one whose outcome is in doubt, into an archive.
  /// - Parameter path: absolute; `-` for standard output.
  package func export(to path: String) async throws(StorageError) -> TransferReport {
    var exchanges: [Exchange] = []
    var report = TransferReport()
    for exchange in try await ledger.allExchanges() {
      guard LedgerLines.travelling.contains(exchange.state) else { continue }
      let isStored = try exchange.response.map { response throws(StorageError) in try blobs.contains(response.body) } ?? false
      if isStored || !exchange.state.isAnswered {
        exchanges.append(exchange)
      } else {
        report.skipped += 1
      }
    }
    report.exchanges = exchanges.count
    let lines = try await ledger.lines(of: Set(exchanges.map(\.id.text)))
    var target = try ArchiveTarget(path)
    let version = lines.contains(where: LedgerLines.isOfLaterVersion) ? 2 : 1
    let records = Array(([ArchiveLayout.head(version)] + lines).joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
    try target.writeEntry(ArchiveLayout.records, records)
    var written: Set<Digest> = []
    for exchange in exchanges {
      // A missing picture can be extracted from its answer again.
      for blob in exchange.storedFiles where try blobs.contains(blob) && written.insert(blob.digest).inserted {
        try target.writeHeader(ArchiveLayout.blobs + blob.digest.hex, size: blob.size)
        try blobs.stream(blob) { (part: Span<UInt8>) throws(StorageError) in try target.write(part) }
        try target.writePadding(after: blob.size)
        report.files += 1
        report.bytes += blob.size
      }
    }
    try target.writeEntry(ArchiveLayout.digests, ArchiveLayout.digestLine(Digest.of(records)))
    try target.finish()
    return report
  }
}

extension Ledger {
  func lines(of exchanges: Set<String>) async throws(StorageError) -> [String] {
    try await read { database in
      var lines: [String] = []
      try LedgerLines.write(database, only: exchanges) { lines.append($0) }
      return lines
    }
  }
}
