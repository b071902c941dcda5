import FoundationEssentials

/// The head of a journal, once in each of its files.
package struct JournalHead: Codable, Sendable, Hashable {
  package static let currentVersion = 1

  package var version = JournalHead.currentVersion
  package let run: String
  package let plan: String
  package let pipeline: String
  package let host: String
  /// The part of the assets, or `nil` for all of them.
  package let shard: String?

  package init(run: RunID, plan: String, pipeline: String, host: String, shard: String?) {
    self.run = run.text
    self.plan = plan
    self.pipeline = pipeline
    self.host = host
    self.shard = shard
  }
}

/// The journal of one run: lines that other machines read. Lines that arrive together share one file, because each file has to wait for the
/// disk.
package actor SharedJournal {
  private let storage: any SharedStorage
  private let run: RunID
  private let head: JournalHead
  private var pending: [String] = []
  private var part = 0
  /// Lines that were given and that are durable.
  private var (given, written) = (0, 0)
  private var isWriting = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  package init(_ storage: any SharedStorage, run: RunID, head: JournalHead) {
    self.storage = storage
    self.run = run
    self.head = head
  }

  /// Adds a line that becomes durable with a later one, or by ``flush()``.
  package func note(_ line: String) {
    pending.append(line)
    given += 1
  }

  /// Adds a line; returns when it is durable.
  package func enter(_ line: String) async throws(StorageError) {
    note(line)
    try await flush()
  }

  /// Returns when all lines so far are durable.
  package func flush() async throws(StorageError) {
    let mine = given
    while written < mine {
      if isWriting {
        await withCheckedContinuation { waiting.append($0) }
      } else {
        try await writePending()
      }
    }
  }

  private func writePending() async throws(StorageError) {
    let batch = pending
    pending = []
    isWriting = true
    defer {
      isWriting = false
      for continuation in waiting { continuation.resume() }
      waiting = []
    }
    part += 1
    let text = ([try head.line] + batch).joined(separator: "\n") + "\n"
    do throws(StorageError) {
      _ = try await storage.create(SharedName.journal(run, part), Array(text.utf8))
    } catch {
      pending = batch + pending
      throw error
    }
    written += batch.count
  }
}

/// Reads the journals of a shared folder.
package struct SharedJournals: Sendable {
  private let storage: any SharedStorage

  /// Bytes; a file holds the lines of a few assets.
  private static let largestPart = 256 << 20

  package init(_ storage: any SharedStorage) { self.storage = storage }

  /// Passes on the lines of journals, each run's in its order.
  /// - Parameter isWanted: tells by the head of a run's first file whether the run is of interest.
  /// - Returns: notes about what was left out: foreign files and lines that are cut.
  package func forEachLine(where isWanted: (JournalHead) -> Bool, _ body: (JournalHead, Substring) -> Void) async throws(StorageError)
    -> [String]
  {
    var notes: [String] = []
    var runs: [RunID: [Int]] = [:]
    for name in try await storage.names(startingWith: SharedName.journals) {
      if let (run, part) = SharedName.journal(name) {
        runs[run, default: []].append(part)
      } else {
        notes.append("'\(name)' is none of our files, and left out")
      }
    }
    for (run, parts) in runs.sorted(by: { $0.key.text < $1.key.text }) {
      for part in parts.sorted() {
        let name = SharedName.journal(run, part)
        guard let bytes = try await storage.read(name, limit: Self.largestPart) else { continue }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, lines.count > 1, let head = JournalHead(first) else {
          notes.append("'\(name)' has no head that can be read, and is left out")
          continue
        }
        guard isWanted(head) else { break }
        if lines.removeLast() != "" { notes.append("the last line of '\(name)' is cut, and left out") }
        for line in lines.dropFirst() { body(head, line) }
      }
    }
    return notes
  }
}

extension JournalHead {
  fileprivate var line: String {
    get throws(StorageError) {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      do {
        return String(decoding: try encoder.encode(self), as: UTF8.self)
      } catch {
        preconditionFailure("texts and numbers can be written as JSON: \(error)")
      }
    }
  }

  /// - Returns: `nil` for a line that is no head of this version.
  fileprivate init?(_ line: Substring) {
    do {
      self = try JSONDecoder().decode(JournalHead.self, from: Data(line.utf8))
    } catch {
      return nil
    }
    guard version == Self.currentVersion else { return nil }
  }
}
