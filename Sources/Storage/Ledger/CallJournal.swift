import GRDB
import Glibc

/// The records of real calls that are kept beside the answers, in `calls.jsonl`, so that a lost ledger is noticed and can be rebuilt: one
/// line when a call is about to be sent, with all that is known of it, and one for each change after.
///
/// Lines are added inside the transactions that change the ledger, which records the length of the file with the last of them. A longer
/// file means that the ledger has lost something, or that a process died between the line and the end of its transaction.
struct CallJournal {
  /// The path of the ledger.
  let ledger: String
  var path: String { "\(Folder.parent(of: ledger))/calls.jsonl" }

  static let head = "{\"format\":\"aquatint-calls 1\"}\n"
  /// Bytes; a line with a long prompt has some thousands.
  private static let longestLine = 4 << 20
  private static let chunk = 1 << 20

  /// Returns the length of the file in bytes, or `nil` if there is none.
  func size() throws(StorageError) -> Int? { try FileStamp.of(path)?.size }

  /// Returns whether it records any call.
  func hasCalls() throws(StorageError) -> Bool { try size() ?? 0 > Self.head.utf8.count }

  /// Adds a line about each exchange and records the new length of the file in the ledger.
  /// - Parameter columns: those that have changed; `nil` for all.
  func add(_ exchanges: [ExchangeID], _ columns: [String]?, _ database: Database) throws {
    guard !exchanges.isEmpty else { return }
    let lines = try exchanges.map { try Self.line(of: $0, columns, database) + "\n" }
    try note(try append(Array(lines.joined().utf8)), database)
  }

  /// Rewrites the file from the ledger.
  func write(_ database: Database) throws {
    var text = Self.head
    let ids = try String.fetchAll(
      database, sql: "SELECT id FROM exchange WHERE lane = 'real' AND state NOT IN ('intended', 'notSent') ORDER BY rowid")
    for id in ids { text += try Self.line(of: ExchangeRow.required(ExchangeID(id)), nil, database) + "\n" }
    let written = try AtomicFile.write(Array(text.utf8), to: path)
    try note(written.stamp.size, database)
  }

  /// Records the length of the file up to which the ledger has its contents.
  func note(_ size: Int, _ database: Database) throws {
    try database.execute(sql: "UPDATE callJournal SET size = ?", arguments: [size])
  }

  /// Returns the length of the file up to which the ledger has its contents, in bytes.
  static func knownSize(_ database: Database) throws -> Int { try Int.fetchOne(database, sql: "SELECT size FROM callJournal") ?? 0 }

  private static func line(of exchange: ExchangeID, _ columns: [String]?, _ database: Database) throws -> String {
    let members = (columns ?? allColumns.filter { $0 != "id" }).map { "'\($0)', \(ExchangeRow.value($0))" }.joined(separator: ", ")
    let line = try String.fetchOne(
      database, sql: "SELECT json_object('call', id, 'set', json_object(\(members))) FROM exchange WHERE id = ?", arguments: [exchange.text]
    )
    return try ExchangeRow.required(line)
  }

  static let allColumns = ExchangeRow.names

  private func append(_ bytes: [UInt8]) throws(StorageError) -> Int {
    let (folder, name) = ConfinedFolder.holding(path)
    let file = try folder.openForAppending(name, mode: 0o600)
    let size = Int(try file.status().st_size)
    var addition = size == 0 ? Array(Self.head.utf8) : []
    // An incomplete line of a process that died is ended, so that this one stands by itself.
    if size > 0, try file.byte(at: size - 1) != UInt8(ascii: "\n") { addition.append(UInt8(ascii: "\n")) }
    addition += bytes
    try file.write(addition.span)
    try file.sync()
    if size == 0 { try Folder.sync(at: Folder.parent(of: path)) }
    return size + addition.count
  }

  /// A recorded change.
  struct Entry {
    let exchange: ExchangeID
    /// The state, or `nil` if the line has none, or an unknown one.
    let state: ExchangeState?
    /// Those of the changed columns that exist.
    let columns: [String]
    /// JSON of the columns.
    let values: String
  }

  /// Passes on the entries behind `offset`, in their order. A line that is no entry, such as a truncated one, is skipped.
  func forEachEntry(from offset: Int, _ database: Database, _ body: (Entry) throws -> Void) throws {
    guard let size = try size(), size > offset else { return }
    let file = try OpenFile(path, O_RDONLY, doing: "reading")
    try file.seek(to: offset)
    var rest: [UInt8] = []
    try file.forEachPart { (part: Span<UInt8>) throws(StorageError) in
      // The buffer is the span's own memory, copied inside the call.
      unsafe part.withUnsafeBufferPointer { unsafe rest.append(contentsOf: $0) }
      guard rest.count <= Self.longestLine + Self.chunk || rest.contains(UInt8(ascii: "\n")) else {
        throw StorageError(.ledgerDamaged, path: path, detail: "a line is too long")
      }
      do {
        var start = rest.startIndex
        while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
          if let entry = try Self.entry(rest[start..<end], database) { try body(entry) }
          start = end + 1
        }
        rest.removeSubrange(..<start)
      } catch {
        throw StorageError(error, ledger: path)
      }
    }
  }

  private static func entry(_ line: ArraySlice<UInt8>, _ database: Database) throws -> Entry? {
    guard let text = String(validating: line, as: UTF8.self) else { return nil }
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT json_extract(?1, '$.call'), json_extract(?1, '$.set') WHERE json_valid(?1)
        AND json_type(?1, '$.call') = 'text' AND json_type(?1, '$.set') = 'object'
        """, arguments: [text])
    guard let row, let exchange = ExchangeID(row[0] as String) else { return nil }
    let values: String = row[1]
    let names = try String.fetchSet(database, sql: "SELECT key FROM json_each(?)", arguments: [values])
    let state = try String.fetchOne(database, sql: "SELECT json_extract(?, '$.state')", arguments: [values])
    return Entry(
      exchange: exchange, state: state.flatMap(ExchangeState.init(rawValue:)), columns: allColumns.filter(names.contains), values: values)
  }
}

extension OpenFile {
  fileprivate func seek(to offset: Int) throws(StorageError) {
    _ = try Self.retrying(path, "reading") { lseek(descriptor, off_t(offset), SEEK_SET) }
  }

  fileprivate func byte(at offset: Int) throws(StorageError) -> UInt8? {
    var byte: UInt8 = 0
    // One byte is read into one.
    let count = try Self.retrying(path, "reading") { unsafe pread(descriptor, &byte, 1, off_t(offset)) }
    return count == 1 ? byte : nil
  }
}
