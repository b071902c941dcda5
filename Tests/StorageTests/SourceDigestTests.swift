import Storage
import Testing

struct SourceDigestTests {
  private let second: Int64 = 1_000_000_000

  private func stamp(
    size: Int = 10, modified: Int64 = 100, changed: Int64 = 100, inode: UInt64 = .max, device: UInt64 = 3
  ) -> FileStamp {
    FileStamp(size: size, modified: modified * second, changed: changed * second, inode: inode, device: device)
  }

  @Test func `a digest is trusted while the stamp stays the same`() {
    let known = SourceDigest(path: "/a", stamp: stamp(), digest: exampleKey(), recorded: 103 * second)
    #expect(known.digest(ifStill: stamp()) == exampleKey())
    for changed in [stamp(size: 11), stamp(modified: 99), stamp(changed: 101), stamp(inode: 1), stamp(device: 4)] {
      #expect(known.digest(ifStill: changed) == nil)
    }
  }

  /// The file may be written once more within one tick of its time stamps, after it was hashed.
  @Test(arguments: [(100, 100, 100), (100, 100, 101), (100, 100, 102), (50, 101, 102), (200, 100, 150)])
  func `a file that was just written is not trusted`(modified: Int64, changed: Int64, recorded: Int64) {
    let fresh = stamp(modified: modified, changed: changed)
    #expect(SourceDigest(path: "/a", stamp: fresh, digest: exampleKey(), recorded: recorded * second).digest(ifStill: fresh) == nil)
  }

  @Test func `digests are remembered by path`() async throws {
    let folder = try ScratchFolder()
    let (store, _) = try await storeWithRun(folder)
    try folder.write([1, 2, 3], to: "a.png")
    let path = "\(folder.path)/a.png"
    let read = try Digest.ofFile(at: path)
    #expect(read.digest == Digest.of([1, 2, 3]))
    #expect(try FileStamp.of(path) == read.stamp)
    let known = SourceDigest(path: path, stamp: read.stamp, digest: read.digest, recorded: read.stamp.changed + 3 * second)
    let odd = SourceDigest(path: "/ö'\"\u{1F3A8}.png", stamp: stamp(), digest: exampleKey(), recorded: 0)
    try await store.ledger.record(sourceDigests: [known, odd])
    #expect(try await store.ledger.sourceDigests(for: [path, "/none", odd.path]) == [path: known, odd.path: odd])
    #expect(known.digest(ifStill: try #require(try FileStamp.of(path))) == read.digest)
    #expect(try FileStamp.of("\(folder.path)/absent") == nil)
  }
}
