import Storage
import Testing

@testable import PipelineEngine

@Suite struct KeptSourcesTests {
  private let stamp = FileStamp(size: 3, modified: 1, changed: 2, inode: 3, device: 4)
  private let other = FileStamp(size: 3, modified: 1, changed: 5, inode: 3, device: 4)

  @Test func `bytes are given out once, and only of the file as it was`() {
    let kept = KeptSources(budget: 10)
    kept.keep([1, 2, 3], of: "/a", stamp: stamp)
    kept.keep([4], of: "/b", stamp: stamp)
    #expect(kept.take("/a", ifStill: stamp) == [1, 2, 3])
    #expect(kept.take("/a", ifStill: stamp) == nil)
    #expect(kept.take("/b", ifStill: other) == nil)
    #expect(kept.take("/b", ifStill: stamp) == nil, "what has changed is not kept any longer")
    #expect(kept.take("/c", ifStill: stamp) == nil)
  }

  @Test func `no more is kept than the budget`() {
    let kept = KeptSources(budget: 10)
    kept.keep([UInt8](repeating: 1, count: 6), of: "/a", stamp: stamp)
    kept.keep([UInt8](repeating: 2, count: 5), of: "/b", stamp: stamp)
    #expect(kept.take("/b", ifStill: stamp) == nil)
    // The same file again takes the place of what was kept of it.
    kept.keep([UInt8](repeating: 3, count: 10), of: "/a", stamp: stamp)
    #expect(kept.take("/a", ifStill: stamp) == [UInt8](repeating: 3, count: 10))
    kept.keep([UInt8](repeating: 4, count: 10), of: "/c", stamp: stamp)
    #expect(kept.take("/c", ifStill: stamp)?.count == 10)
  }
}
