import Foundation
import GatewayEmulator
import Testing

/// What a killed run had finished is finished: the next one repeats only what was under way.
@Suite struct KilledRunTests {
  private static func pipeline(_ gateway: String, _ cups: [String]) -> String {
    """
    version: 1
    name: cups
    model: gemini-3.1-flash-image
    matrix: {cup: [\(cups.joined(separator: ", "))]}
    asset: ${cup}
    output: out
    stages:
      - generate: {prompt: "A cup, ${cup}", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - verify: {}
      - thumbnails: [{name: icon, longest: 16, format: png}]
    \(gateway)
    """
  }

  @Test func `files that were written are not written again, and stand in the manifest`() async throws {
    let scratch = try Scratch()
    let held = Fault.delay(.seconds(3_600))
    try await withGateway(.init(prompt: "A cup, held", held)) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, ["red", "green", "blue", "held"]), to: "cups.yaml")
      let killed = try await Program.running(["run", "cups.yaml", "--format", "json"], in: scratch) { run in
        for cup in ["red", "green", "blue"] { _ = try #require(await run.outputLine(containing: "\(cup)/icon.png")) }
        // The books are kept within a second.
        try await Task.sleep(for: .seconds(2))
        run.send(SIGKILL)
      }
      #expect(killed.wasKilled)
      #expect(!scratch.exists("out/manifest.json"))

      let plan = try await Program.run("plan", "cups.yaml", "--format", "json", in: scratch)
      #expect(plan.code == 0, "\(plan.errors)")
      #expect(try plan.plan.calls == 0)
      let next = try await Program.run("run", "cups.yaml", "--format", "json", in: scratch)
      #expect(next.code == 6, "whether the held call was billed, nobody knows: \(next.errors)")
      #expect(try next.summary.outputs == 0 && next.summary.calls == 0 && next.summary.succeeded == 3)
      let files = try scratch.manifest().files
      #expect(files.filter { $0.asset != "held" }.count == 6 && files.count == 6)
      let last = try await Program.run("plan", "cups.yaml", "--only", "red", "--format", "json", in: scratch)
      #expect(last.code == 0 && !last.output.contains(#""status":"run""#))
    }
  }

  @Test(arguments: ["before-bindings", "after-bindings", "before-manifest", "after-manifest"])
  func `a run that is killed at its end has written everything`(_ point: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline("", ["red", "green"]), to: "cups.yaml")
    let killed = try await Program.run("run", "cups.yaml", in: scratch, environment: ["AQUATINT_CRASH_AT": point])
    #expect(killed.wasKilled)
    let next = try await Program.run("run", "cups.yaml", "--format", "json", in: scratch)
    #expect(next.code == 0, "\(next.errors)")
    #expect(try next.summary.outputs == 0 && next.summary.calls == 0)
    #expect(try scratch.manifest().files.count == 4)
    let again = try await Program.run("run", "cups.yaml", "--format", "json", in: scratch)
    #expect(try again.code == 0 && again.summary.outputs == 0)
  }
}
