import Storage
import Testing

struct BlobStoreTests {
  private let folder: ScratchFolder
  private var store: String { "\(folder.path)/store" }

  init() throws { folder = try ScratchFolder() }

  @Test func `bytes are read back under their digest`() async throws {
    let blobs = try await Store.open(store).blobs
    let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let blob = try blobs.write(bytes)
    #expect(blob == Blob(digest: Digest.of(bytes), size: bytes.count))
    let hex = blob.digest.hex
    #expect(blobs.path(of: blob.digest) == "\(store)/blobs/\(hex.prefix(2))/\(hex.dropFirst(2))")
    #expect(try blobs.read(blob) == bytes)
    #expect(try blobs.contains(blob))
    #expect(try blobs.write(bytes) == blob)
    #expect(try Digest.ofFile(at: blobs.path(of: blob.digest)).digest == blob.digest)
  }

  @Test func `an answer in parts is stored as one`() async throws {
    let blobs = try await Store.open(store).blobs
    let writer = try blobs.makeWriter()
    try writer.append([1, 2])
    try writer.append([])
    try writer.append([3].span)
    #expect(writer.count == 3)
    #expect(try folder.names(in: "store").contains { $0.hasPrefix(".aquatint-") && $0.hasSuffix(".tmp") })
    #expect(try blobs.removeLeftovers() == [])
    #expect(try blobs.read(try writer.finish()) == [1, 2, 3])
    #expect(try !folder.names(in: "store").contains { $0.hasPrefix(".aquatint-") })
  }

  @Test func `what is abandoned leaves nothing`() async throws {
    let blobs = try await Store.open(store).blobs
    let before = try folder.names(in: "store")
    let writer = try blobs.makeWriter()
    try writer.append([1, 2])
    writer.abandon()
    do {
      let forgotten = try blobs.makeWriter()
      try forgotten.append([3])
    }
    #expect(try folder.names(in: "store") == before)
  }

  @Test func `an answer that ended early is kept as evidence`() async throws {
    let blobs = try await Store.open(store).blobs
    let writer = try blobs.makeWriter()
    try writer.append(Array("half of it".utf8))
    let id = ExchangeID.random()
    let partial = try writer.keepPartial(for: id)
    #expect(partial == PartialBody(name: "partial/\(id)", blob: Blob(digest: Digest.of(utf8: "half of it"), size: 10)))
    #expect(try folder.read("store/\(partial.name)") == Array("half of it".utf8))
  }

  @Test(arguments: [[UInt8]("abcX".utf8), [UInt8]("ab".utf8), []])
  func `a damaged file is reported, put aside and can be stored anew`(damage: [UInt8]) async throws {
    let blobs = try await Store.open(store).blobs
    let blob = try blobs.write(Array("abcd".utf8))
    try replaceContents(blobs.path(of: blob.digest), with: damage)

    let error = #expect(throws: StorageError.self) { try blobs.read(blob) }
    #expect(error?.kind == .damagedBlob)
    #expect(error?.isEnvironment == false)
    #expect(try !blobs.contains(blob))
    let quarantined = try folder.names(in: "store/quarantine")
    #expect(quarantined.count == 1)
    #expect(try folder.read("store/quarantine/\(#require(quarantined.first))") == damage)

    #expect(throws: StorageError.self) { try blobs.verify(blob) }
    #expect(try blobs.write(Array("abcd".utf8)) == blob)
    #expect(try blobs.read(blob) == Array("abcd".utf8))
  }

  @Test func `a missing file has a name of its own`() async throws {
    let blobs = try await Store.open(store).blobs
    let error = #expect(throws: StorageError.self) { try blobs.read(Blob(digest: Digest.of(utf8: "none"), size: 4)) }
    #expect(error?.kind == .missingBlob)
  }

  @Test func `reading only, a damaged file stays where it is`() async throws {
    let blob = try await Store.open(store).blobs.write(Array("abcd".utf8))
    let blobs = try await Store.openReadOnly(store).blobs
    try replaceContents(blobs.path(of: blob.digest), with: Array("abcX".utf8))
    let before = try folder.contents()
    #expect(throws: StorageError.self) { try blobs.read(blob) }
    let error = #expect(throws: StorageError.self) { try blobs.makeWriter() }
    #expect(error?.kind == .readOnlyStore)
    #expect(try folder.contents() == before)
  }
}
