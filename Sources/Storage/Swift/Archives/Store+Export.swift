import GRDB

/// What moved between a store and an archive.
package struct TransferReport: Hashable, Sendable {
  /// Exchanges that were written or entered.
  package internal(set) var exchanges = 0
  /// Exchanges that were there already, or whose stored answers are missing and that were left out.
  package internal(set) var skipped = 0
  package internal(set) var files = 0
  /// Of those files.
  package internal(set) var bytes = 0
}

/// The layout of an archive: a tar of
///
///     records.jsonl     runs, exchanges, bindings of the emulator, judgements: one object a line
///     blobs/<sha256>    stored files, each named by what it must hash to
///     digests.txt       the digest of records.jsonl, last, so that an archive that was cut off is noticed
///
/// Keys of gateways are in none of them: the ledger never has any.
enum ArchiveLayout {
  static let records = "records.jsonl"
  static let blobs = "blobs/"
  static let digests = "digests.txt"
  static let first = "aquatint-ledger 1"

  static func digestLine(_ digest: Digest) -> [UInt8] { Array("\(digest.hex)  \(records)\n".utf8) }
}

extension Store {
  /// Writes every answered exchange with its stored files, and every one that was in doubt, into an archive.
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
    let records = Array("{\"format\":\"\(ArchiveLayout.first)\"}\n".utf8) + Array(lines.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
    try target.writeEntry(ArchiveLayout.records, records)
    var written: Set<Digest> = []
    for exchange in exchanges {
      // A picture that is missing can be taken out of its answer again.
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

extension Exchange {
  /// The answer and its chosen picture.
  var storedFiles: [Blob] { [response?.body, picture?.blob].compactMap(\.self) }
}

extension Ledger {
  func lines(of exchanges: Set<String>) async throws(StorageError) -> [String] {
    try await read { database in
      var lines: [String] = []
      try LedgerLines.write(database, only: exchanges) { lines.append($0) }
      return lines
    }
  }

  /// All or none.
  func enter(_ lines: [String], checking check: @escaping @Sendable (Exchange) throws -> Void) async throws(StorageError) -> [Exchange] {
    let now = clock.milliseconds()
    return try await write { database in
      let entered = try LedgerLines.read(lines, into: database, at: now)
      for exchange in entered { try check(exchange) }
      return entered
    }
  }
}
