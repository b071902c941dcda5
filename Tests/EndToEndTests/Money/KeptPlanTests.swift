import Foundation
import Testing

/// `plan --out` and `run` of what it wrote: what was looked at is done, and no more.
@Suite struct KeptPlanTests {
  private func pipeline(prompt: String = "A harbour", light: String = "[dawn, night]", gateway: String = "") -> String {
    """
    version: 1
    name: lights
    model: gemini-3.1-flash-image
    matrix: {light: \(light)}
    asset: ${light}
    sources: in/*.png
    output: out
    stages:
      - decode: ${source}
      - generate: {prompt: "\(prompt) at ${light}", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails:
          - {name: card, longest: 64, format: jpeg}
    \(gateway)
    """
  }

  private func run(_ scratch: Scratch, _ arguments: String...) async throws -> Program.Ending {
    try await Program.running(["run", "plan.json", "--format", "json"] + arguments, in: scratch) { _ in }
  }

  private func prepare(_ scratch: Scratch, gateway: String = "") throws {
    try scratch.write(MarkedPicture.translucentPNG(), to: "in/mug.png")
    try scratch.write(pipeline(gateway: gateway), to: "lights.yaml")
  }

  @Test func `a kept plan is carried out once, and again for nothing`() async throws {
    let scratch = try Scratch()
    try prepare(scratch)
    let planned = try await Program.run("plan", "lights.yaml", "--only", "dawn", "--out", "plan.json", in: scratch)
    #expect(planned.code == 0, "\(planned.errors)")
    let kept = try #require(try JSONSerialization.jsonObject(with: Data(try scratch.read("plan.json"))) as? [String: Any])
    #expect(kept["calls"] as? Int == 1 && kept["callsAtMost"] as? Int == 2)
    #expect(try scratch.names() == ["in/mug.png", "lights.yaml", "plan.json"])

    let first = try await run(scratch)
    #expect(first.code == 0, "\(first.errors)")
    #expect(try first.summary.assets == 1 && first.summary.calls == 1)
    let second = try await run(scratch)
    #expect(try second.code == 0 && second.summary.calls == 0 && second.summary.succeeded == 1)
  }

  @Test(arguments: [
    (#""calls" : 2"#, #""calls" : -2"#), (#""calls" : 2"#, #""calls" : 9223372036854775807"#), (#""attempts" : 0"#, #""attempts" : -1"#),
    (#""attempts" : 0"#, #""attempts" : 9223372036854775807"#), (#""attempts" : 0"#, #""attempts" : 1e300"#),
  ])
  func `numbers that no plan has end with 2`(_ old: String, _ new: String) async throws {
    let scratch = try Scratch()
    try prepare(scratch)
    #expect(try await Program.run("plan", "lights.yaml", "--out", "plan.json", in: scratch).code == 0)
    let kept = try scratch.text("plan.json")
    #expect(kept.contains(old), "\(kept)")
    try scratch.write(kept.replacing(old, with: new), to: "plan.json")
    let ending = try await run(scratch)
    #expect(ending.code == 2 && !ending.output.contains(#""asset""#), "\(ending.errors)")
    #expect(!scratch.exists("out"))
  }

  @Test(arguments: ["plan", "check", "report", "watch"])
  func `what takes a pipeline file says how a kept plan is carried out`(_ verb: String) async throws {
    let scratch = try Scratch()
    try prepare(scratch)
    #expect(try await Program.run("plan", "lights.yaml", "--out", "plan.json", in: scratch).code == 0)
    let ending = try await Program.run(verb, "plan.json", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors == "aquatint: 'plan.json' is a kept plan; `aquatint run plan.json` carries it out\n")
  }

  @Test func `a wish to ask again is fulfilled once`() async throws {
    let scratch = try Scratch()
    try prepare(scratch)
    #expect(try await Program.run("run", "lights.yaml", in: scratch).code == 0)
    let planned = try await Program.run("plan", "lights.yaml", "--refresh", "d*", "--out", "plan.json", in: scratch)
    #expect(planned.code == 0)
    let first = try await run(scratch)
    #expect(try first.code == 0 && first.summary.calls == 1)
    let second = try await run(scratch)
    #expect(try second.code == 0 && second.summary.calls == 0)
  }

  @Test func `what the plan does not have is refused`() async throws {
    let scratch = try Scratch()
    try prepare(scratch)
    #expect(try await Program.run("plan", "lights.yaml", "--out", "plan.json", in: scratch).code == 0)
    // Another picture under the same name: another request.
    try scratch.write(MarkedPicture.webP(), to: "in/mug.png")
    let ending = try await run(scratch)
    #expect(ending.code == 1)
    #expect(try ending.summary.calls == 0 && ending.summary.failed == 2)
    #expect(try Set(ending.failures.values) == ["not-in-plan"])

    try scratch.write(pipeline(prompt: "A lake"), to: "lights.yaml")
    let changed = try await run(scratch)
    #expect(changed.code == 2 && changed.errors.contains("has changed since"))
    #expect(try await run(scratch, "--only", "dawn").code == 2)
    try scratch.write("{\"aquatintPlan\": 1}", to: "plan.json")
    #expect(try await run(scratch).code == 2)
  }

  @Test func `no more is spent than the plan said`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try prepare(scratch, gateway: emulator.gateway)
      let planned = try await Program.run("plan", "lights.yaml", "--out", "plan.json", in: scratch)
      #expect(planned.code == 0, "\(planned.errors)")
      // As if the price had gone up since: the plan's bound is below what a call costs now.
      let text = try scratch.text("plan.json")
      let high = try #require(text.firstMatch(of: #/"high" : "[0-9.]+"/#))
      try scratch.write(text.replacingCharacters(in: high.range, with: "\"high\" : \"0.000001\""), to: "plan.json")
      let ending = try await run(scratch)
      #expect(ending.code == 4)
      #expect(try ending.summary.calls == 0)
      try scratch.write(text, to: "plan.json")
      let whole = try await run(scratch)
      #expect(try whole.code == 0 && whole.summary.calls == 2)
    }
  }

  @Test func `a plan is written over another plan and over nothing else`() async throws {
    let scratch = try Scratch()
    try prepare(scratch)
    try scratch.write("notes", to: "mine.txt")
    let files = try scratch.files()
    for name in ["lights.yaml", "mine.txt", "in/mug.png"] {
      let refused = try await Program.run("plan", "lights.yaml", "--out", name, in: scratch)
      #expect(refused.code == 2)
      #expect(refused.errors.contains("--out: '\(name)' is there and is no plan"), "\(refused.errors)")
    }
    #expect(try scratch.files() == files)
    for _ in 1...2 { #expect(try await Program.run("plan", "lights.yaml", "--out", "plan.json", in: scratch).code == 0) }
    // A damaged one and one of another version are made again by the command that their messages name.
    let whole = try scratch.text("plan.json")
    for bad in [String(whole.prefix(whole.count / 2)), "{\"aquatintPlan\": 99}"] {
      try scratch.write(bad, to: "plan.json")
      #expect(try await run(scratch).code == 2)
      #expect(try await Program.run("plan", "lights.yaml", "--out", "plan.json", in: scratch).code == 0)
      #expect(try scratch.text("plan.json") == whole)
    }
  }
}
