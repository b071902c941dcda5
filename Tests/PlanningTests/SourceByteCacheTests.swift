import BuiltIns
import ImageCore
import Storage
import TestSupport
import Testing

@testable import Planning

@Suite struct KeptSourcesTests {
  private let stamp = FileStamp(size: 3, modified: 1, changed: 2, inode: 3, device: 4)
  private let other = FileStamp(size: 3, modified: 1, changed: 5, inode: 3, device: 4)

  private func picture(_ width: Int) throws -> OpenedPicture {
    let codecs = CodecRegistry(BuiltIns.codecs)
    let bytes = try ImageWriter(codecs: codecs).write(TestPictures.noise(PixelSize(width, 4), seed: 1), as: FormatID("png"))
    return try ImageReader(codecs: codecs).open(bytes)
  }

  private func digest(_ path: String, _ picture: OpenedPicture) -> SourceDigest {
    SourceDigest(path: path, stamp: stamp, digest: Digest.of(picture.bytes), recorded: 0)
  }

  @Test func `pictures are given out once, and only of the file as it was`() throws {
    let (first, second) = (try picture(3), try picture(4))
    let kept = SourceByteCache(budget: 10_000)
    kept.keep(first, digest("/a", first))
    kept.keep(second, digest("/b", second))
    #expect(kept.look("/a", ifStill: other) == nil)
    #expect(kept.look("/a", ifStill: stamp)?.picture.bytes == first.bytes)
    #expect(kept.take("/a", ifStill: stamp)?.bytes == first.bytes)
    #expect(kept.look("/a", ifStill: stamp) == nil)
    #expect(kept.take("/a", ifStill: stamp) == nil)
    #expect(kept.take("/b", ifStill: other) == nil)
    #expect(kept.take("/b", ifStill: stamp) == nil, "what has changed is not kept any longer")
    #expect(kept.take("/c", ifStill: stamp) == nil)
  }

  @Test func `no more is kept than the budget`() throws {
    let (small, large) = (try picture(2), try picture(40))
    let kept = SourceByteCache(budget: large.bytes.count)
    kept.keep(small, digest("/a", small))
    kept.keep(large, digest("/b", large))
    #expect(kept.take("/b", ifStill: stamp) == nil)
    // The same file again takes the place of what was kept of it.
    kept.keep(large, digest("/a", large))
    #expect(kept.take("/a", ifStill: stamp)?.bytes == large.bytes)
    kept.keep(large, digest("/c", large))
    #expect(kept.take("/c", ifStill: stamp)?.bytes == large.bytes)
  }
}
