import Diagnostics
import PipelineFixtures
import Planning
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How the work of a check grows with the rows of a table.
@Suite struct RowGrowthTests {
  private static let text = """
    version: 1
    model: tiny-image
    output: out
    rows: items.csv
    asset: ${item | slug}
    files: icons/${asset}.${ext}
    stages:
      - generate: {prompt: "A ${item} of ${material}", aspectRatio: "1:1"}
      - decode: result
      - thumbnails: [{name: icon, longest: 16, format: png}]
    deliver:
      - atlas: {to: game, name: items, rendition: icon}

    """

  /// Nanoseconds of this thread alone, which other tests beside it do not change.
  private static var threadTime: Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private func checking(_ rows: Int) throws -> Int {
    let bench = try PipelineBench()
    let lines = (0..<rows).map { "item \($0),brass \($0 % 7),with \($0) marks on it\n" }
    try bench.folder.write("item,material,note\n" + lines.joined(), to: "items.csv")
    let start = Self.threadTime
    #expect(try bench.check(Self.text).isEmpty)
    return Self.threadTime - start
  }

  @Test func `eight times the rows take about eight times the work`() throws {
    _ = try checking(50)
    let (few, many) = (try checking(250), try checking(2_000))
    // Work that grows with the square would take 64 times as long.
    #expect(many < few * 20, "\(few) and \(many) ns")
  }
}
