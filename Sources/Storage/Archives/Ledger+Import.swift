import GRDB
import Glibc

extension Ledger {
  /// Enters the records of an archive: all or none.
  /// - Parameters:
  ///   - lines: of a file that does not change meanwhile.
  ///   - isRehearsal: `true` to validate them only, without entering anything.
  /// - Returns: the exchanges that were entered, and the number in the archive.
  @discardableResult func enter(
    _ lines: RecordLines, isRehearsal: Bool, checking check: @escaping @Sendable (Exchange) throws -> Void
  ) async throws(StorageError) -> (entered: [Exchange], read: Int) {
    let now = clock.milliseconds()
    let path = path
    let result = try await write(isRehearsal: isRehearsal) { database in
      do {
        return try LedgerLines.read(lines, into: database, at: now, checking: check)
      } catch let error as DatabaseError where RecordRules.isFaultOfRecord(error) {
        throw lines.archive.damaged(error.message ?? "a record is none of ours")
      }
    }
    if isRehearsal { return result }
    // In a transaction of its own, because a reader of the records beside the answers must find their calls in the ledger.
    try await write { database in
      try CallJournal(ledger: path).add(result.entered.filter { $0.billingDomain == .real }.map(\.id), nil, database)
    }
    return result
  }
}

/// The lines of an archive's records, one after the other, so that only one is in memory.
struct RecordLines: Sendable {
  let path: String
  let archive: ArchiveReader

  func forEach(_ body: (String) throws -> Void) throws {
    let file = try OpenFile(path, O_RDONLY, doing: "reading")
    var rest: [UInt8] = []
    try file.forEachPart { (part: Span<UInt8>) throws(StorageError) in
      // The buffer is the span's own memory, copied inside the call.
      unsafe part.withUnsafeBufferPointer { unsafe rest.append(contentsOf: $0) }
      do {
        var start = rest.startIndex
        while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
          guard let line = String(validating: rest[start..<end], as: UTF8.self) else { throw archive.damaged("a record is no text") }
          if !line.isEmpty { try body(line) }
          start = end + 1
        }
        rest.removeSubrange(..<start)
      } catch let error as StorageError {
        throw error
      } catch {
        throw RecordRules.isFaultOfRecord(error)
          ? archive.damaged((error as? DatabaseError)?.message ?? "\(error)") : StorageError(error, ledger: path)
      }
    }
    guard rest.isEmpty else { throw archive.damaged("its last record ends early") }
  }
}
