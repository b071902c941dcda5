import FoundationEssentials
import GatewayEmulator
import TestSupport
import Testing

/// The log of a command: what happens, a line each, for whoever looks later.
@Suite struct LogTests {
  private static let pipeline = """
    version: 1
    name: pier
    matrix: {time: [dawn, dusk]}
    asset: ${time}
    model: gemini-3-pro-image
    output: out
    stages:
      - generate: {prompt: "A pier at ${time}", aspectRatio: "1:1", imageSize: 1K}
      - decode: result
      - thumbnails: [{name: icon, longest: 32, format: png}]
    """

  /// The level and the event of each line.
  private static func kinds(_ text: String) throws -> [String] {
    try text.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 3).map(String.init)
      #expect(parts[0].wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil, "\(line)")
      return "\(parts[1]) \(try #require(parts.dropFirst(2).first))"
    }
  }

  @Test func `a run is appended to the log, what is less than its level is left out, and standard output is as without`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "pier.yaml")
    let first = try await Program.run("run", "pier.yaml", "--log", "pier.log", in: scratch)
    #expect(first.code == 0, "\(first.errors)")
    let once = try Self.kinds(try scratch.text("pier.log"))
    #expect(once.first == "info planned" && once.last == "info summary", "\(once)")
    #expect(once.count { $0 == "info callFinished" } == 2 && once.count { $0 == "info assetFinished" } == 2)
    #expect(!once.contains { $0.hasPrefix("debug") })
    let text = try scratch.text("pier.log")
    #expect(text.contains(" callFinished asset=dawn stage=generate variant=1 "), "\(text)")

    let again = try await Program.run("run", "pier.yaml", "--refresh", "dawn", "--log", "pier.log", "--log-level", "debug", in: scratch)
    #expect(again.code == 0, "\(again.errors)")
    let both = try Self.kinds(try scratch.text("pier.log"))
    #expect(Array(both.prefix(once.count)) == once)
    #expect(both.dropFirst(once.count).contains("debug callStarted") && both.dropFirst(once.count).contains("debug outputWritten"))
    #expect(first.output.hasPrefix("pier: 2 assets, 2 complete"))
  }

  @Test func `what goes wrong is logged, and a log that cannot be written ends the command before anything is sent`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline + "\n\(emulator.gateway)\n", to: "pier.yaml")
      for place in ["nowhere/pier.log", "."] {
        let refused = try await Program.run("run", "pier.yaml", "--log", place, in: scratch)
        #expect(refused.code != 0 && refused.errors.contains(place == "." ? "'" : "nowhere"), "\(refused.code) \(refused.errors)")
      }
      let before = try scratch.text("pier.yaml")
      let mistaken = try await Program.run("run", "pier.yaml", "--log", "pier.yaml", in: scratch)
      #expect(mistaken.code == 2 && mistaken.errors.contains("pier.yaml' is there and is no log; name another"), "\(mistaken.errors)")
      #expect(try scratch.text("pier.yaml") == before)
      #expect(await emulator.requestCount == 0)
      try scratch.write("version: 1\noutput: out\nstages:\n  - blur: {}\n", to: "wrong.yaml")
      #expect(try await Program.run("run", "wrong.yaml", "--log", "wrong.log", in: scratch).code == 2)
      let wrong = try scratch.text("wrong.log")
      #expect(try Self.kinds(wrong).contains { $0.hasPrefix("error ") }, "\(wrong)")
      let alone = try await Program.run("run", "pier.yaml", "--log-level", "debug", in: scratch)
      #expect(alone.code == 2 && alone.errors.contains("--log-level goes with --log"))
      let unknown = try await Program.run("run", "pier.yaml", "--log", "a.log", "--log-level", "loud", in: scratch)
      #expect(unknown.code == 2 && unknown.errors.contains("loud"))
    }
  }

  @Test func `a watch is logged beside its sources, and the log is none of them`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    let ending = try await bench.once("--log", "in/watch.log")
    #expect(ending.code == 0, "\(ending.errors)")
    let kinds = try Self.kinds(try bench.scratch.text("in/watch.log"))
    for kind in ["info watching", "info planned", "info assetFinished", "info batchFinished"] { #expect(kinds.contains(kind), "\(kinds)") }
  }
}
