import PipelineFixtures
import Planning
import Testing

@Suite struct ShardTests {
  @Test(arguments: ["0/4", "5/4", "1/0", "a/b", "1", "/", "1/", "/4", "1/4/2", "-1/4", "+1/4", "1/-4", " 1/4", "1/1000001", "１/4", ""])
  func `what is no part of a whole is refused`(_ text: String) { #expect(Shard(text) == nil) }

  /// Numbers of Python's `int.from_bytes(hashlib.sha256(unicodedata.normalize("NFC", name).encode()).digest()[:8], "big") % n + 1`.
  @Test(arguments: [
    ("cup", 4, 1), ("jug", 4, 4), ("Tasse-é", 100, 21), ("Tasse-e\u{301}", 100, 21), ("a", 1, 1),
  ])
  func `the part of a name is the same everywhere`(_ name: String, _ count: Int, _ part: Int) {
    #expect(Shard.number(of: name, among: count) == part)
    for index in 1...count { #expect(Shard("\(index)/\(count)")?.contains(name) == (index == part)) }
  }

  @Test func `all parts together are all assets, each once`() async throws {
    let bench = try PipelineBench()
    let names = (1...40).map { "asset\($0)" }
    let text = """
      version: 1
      name: shop
      model: tiny-image
      matrix: {thing: [\(names.joined(separator: ", "))]}
      asset: ${thing}
      output: out
      stages:
        - generate: {prompt: "A ${thing}", aspectRatio: "1:1", imageSize: 1K}

      """
    var seen: [String] = []
    for index in 1...7 {
      var options = PipelineOptions()
      options.selection.shard = Shard("\(index)/7")
      seen += try #require(try await bench.plan(text, options: options).plan).assets.map(\.name)
    }
    #expect(seen.sorted() == names.sorted())
  }
}
