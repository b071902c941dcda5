import Foundation
import Testing

@testable import Storage

/// Archives that this program has not written: all of it or nothing, and nothing is believed.
struct HostileArchiveTests {
  private let folder: ScratchFolder
  private var archive: String { "\(folder.path)/paid.tar" }

  init() throws { folder = try ScratchFolder() }

  /// The records and stored files of one answered call.
  private func made() async throws -> (records: String, files: [[UInt8]]) {
    let (store, run) = try await storeWithRun(folder)
    _ = try await store.exchange(in: .interpreted, exampleExchange(run.id))
    try await run.finish(outcome: "done")
    _ = try await store.export(to: archive)
    let lines = try await store.ledger.lines(of: Set(store.ledger.allExchanges().map(\.id.text)))
    try store.ledger.close()
    return (([ArchiveLayout.head(1)] + lines).joined(separator: "\n") + "\n", [Array("{}".utf8)])
  }

  private func write(records: String, files: [[UInt8]]) throws {
    // One with a wrong head is not taken for an archive, and so not replaced.
    try FileNames.remove(archive)
    var target = try ArchiveTarget(archive)
    try target.writeEntry(ArchiveLayout.records, Array(records.utf8))
    for file in files { try target.writeEntry(ArchiveLayout.blobs + Digest.of(file).hex, file) }
    try target.writeEntry(ArchiveLayout.digests, ArchiveLayout.digestLine(Digest.of(utf8: records)))
    try target.finish()
  }

  /// Imports into a new store and expects that it changes nothing there.
  private func expectRefused(_ name: String, containing words: String? = nil) async throws {
    let path = "\(folder.path)/other-\(name.hashValue)"
    let store = try await Store.open(path)
    let error = await #expect(throws: StorageError.self, "\(name)") { try await store.importArchive(at: archive) }
    #expect(error?.kind == .damagedArchive, "\(name): \(String(describing: error))")
    if let words { #expect(error?.description.contains(words) == true, "\(name): \(String(describing: error))") }
    #expect(try await store.ledger.allExchanges() == [])
    #expect(try FileStamp.of("\(path)/blobs") == nil, "\(name)")
    #expect(try Folder.names(in: path).filter { $0.hasSuffix(".tmp") } == [], "\(name)")
  }

  @Test func `what was exported is taken in, twice over as once`() async throws {
    let (records, files) = try await made()
    try write(records: records, files: files)
    let store = try await Store.open("\(folder.path)/other")
    #expect(try await store.importArchive(at: archive).exchanges == 1)
    let again = try await store.importArchive(at: archive)
    #expect(again.exchanges == 0 && again.skipped == 1 && again.files == 0)
    #expect(
      try await store.problems(readsContents: true).map(\.description) == [
        "the picture of call \(try await store.ledger.allExchanges()[0].id) is missing or has another size"
      ])
  }

  @Test func `numbers out of their range are refused`() async throws {
    let (records, files) = try await made()
    let cases: [(old: String, new: String)] = [
      (#""cost":134000000"#, #""cost":-1099511627776"#), (#""cost":134000000"#, #""cost":9223372036854775807"#),
      (#""cost":134000000"#, #""cost":1e30"#), (#""cost":134000000"#, #""cost":"much""#),
      (#""reserved":150000000"#, #""reserved":-1"#), (#""attempt":1"#, #""attempt":9223372036854775807"#),
      (#""attempt":1"#, #""attempt":0"#), (#""variant":1"#, #""variant":-1"#), (#""stage":2"#, #""stage":9223372036854775807"#),
      (#""bodySize":2"#, #""bodySize":-2"#), (#""bodySize":2"#, #""bodySize":4611686018427387904"#),
      (#""pictureWidth":1024"#, #""pictureWidth":0"#), (#""pictureHeight":768"#, #""pictureHeight":9223372036854775807"#),
      (#""status":200"#, #""status":-200"#), (#""state":"interpreted""#, #""state":"whatever""#),
      (#""lane":"real""#, #""lane":"free""#), (#""cause":"first""#, #""cause":"last""#),
      (#""table":"exchange""#, #""table":"sqlite_master""#),
      (#""gateway":"google""#, #""gateway":["google"]"#), (#""gateway":"google""#, #""gateway":null"#),
      (#""bodyDigest":""#, #""bodyDigest":"x"#), (#""headers":"#, #""headers":null,"pause":"#),
      (#""pictureFormat":"png""#, #""pictureFormat":null"#),
      (#""model":"#, #""cost":1,"model":"#), (#"{"table":"exchange""#, #"[{"table":"exchange""#),
    ]
    for (old, new) in cases {
      #expect(records.contains(old), "\(old)")
      try write(records: records.replacing(old, with: new), files: files)
      try await expectRefused("\(old) as \(new)")
    }
    for name in ["created", "updated"] {
      let changed = records.replacing(try Regex("\"\(name)\":[0-9]+"), with: "\"\(name)\":-5")
      try write(records: changed, files: files)
      try await expectRefused(name)
    }
    let id = try #require(records.firstMatch(of: /"table":"exchange","id":"([0-9a-f]{16})"/)).1
    try write(records: records.replacing(id, with: "../../../etc/pa"), files: files)
    try await expectRefused("an id")
  }

  @Test func `an answer that is missing, and another in its place, are refused`() async throws {
    let (records, files) = try await made()
    try write(records: records, files: [])
    try await expectRefused("no answer", containing: "is not in it")
    try write(records: records, files: files + [Array("more".utf8)])
    var bytes = try folder.read("paid.tar")
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("more".utf8)) })
    bytes[place] ^= 1
    try folder.write(bytes, to: "paid.tar")
    try await expectRefused("another file", containing: "is not what its digest says")
  }

  @Test func `members that are too large are refused by what their head says`() async throws {
    let (records, _) = try await made()
    for (name, size) in [
      (ArchiveLayout.records, 4 << 30), (ArchiveLayout.blobs + exampleKey().hex, 8_000_000_000), (ArchiveLayout.digests, 1 << 30),
    ] {
      var bytes: [UInt8] = []
      if name != ArchiveLayout.records {
        bytes += TarHeader(name: ArchiveLayout.records, size: records.utf8.count).encoded + Array(records.utf8)
        bytes += [UInt8](repeating: 0, count: TarHeader.padding(after: records.utf8.count))
      }
      try folder.write(bytes + TarHeader(name: name, size: size).encoded, to: "paid.tar")
      // A hole as large as it says, which takes no room on the disk.
      let handle = try FileHandle(forWritingTo: URL(filePath: archive))
      try handle.truncate(atOffset: UInt64(bytes.count + 512 + size + 4096))
      try handle.close()
      try await expectRefused("\(name), in a hole")
      try folder.write(bytes + TarHeader(name: name, size: size).encoded, to: "paid.tar")
      try await expectRefused("\(name), which is not there")
    }
  }

  @Test func `a hole among the records is refused at its first line`() async throws {
    try folder.write(TarHeader(name: ArchiveLayout.records, size: 1 << 30).encoded, to: "paid.tar")
    let handle = try FileHandle(forWritingTo: URL(filePath: archive))
    try handle.truncate(atOffset: UInt64(1 << 30 + 4096))
    try handle.close()
    try await expectRefused("a hole", containing: "too long")
  }

  @Test func `an archive of a later version, or of something else, is refused`() async throws {
    let (records, files) = try await made()
    for head in [ArchiveLayout.head(3), "{}", "", "x"] {
      try write(records: records.replacing(ArchiveLayout.head(1), with: head), files: files)
      try await expectRefused("head '\(head)'")
    }
    try write(records: "", files: files)
    try await expectRefused("no lines", containing: "no records")
  }

  @Test func `judgements and earlier choices travel, and an archive with them says so`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let call = try await store.exchange(in: .interpreted, exampleExchange(run.id))
    let judgement = RecordedJudgement(
      key: exampleKey("j"), exchange: call, stage: "verify", verdict: .rejected, reason: "wrong-ratio", measured: #"{"ratio":"1.2"}"#,
      created: 5)
    try await store.ledger.record(judgements: [judgement])
    _ = try await store.export(to: archive)
    #expect(String(decoding: try folder.read("paid.tar"), as: UTF8.self).contains(ArchiveLayout.head(2)))
    let other = try await Store.open("\(folder.path)/other")
    #expect(try await other.importArchive(at: archive).exchanges == 1)
    #expect(try await other.ledger.judgements(of: [call]) == [call: [judgement]])
    // The records beside the answers know the call as well.
    try other.ledger.close()
    try removeFile("\(other.path)/ledger.sqlite")
    #expect(try await Store.rebuildLedger(at: other.path).calls == 1)
  }
}
