import Foundation
import GatewayEmulator
import Testing

/// The pipeline file, the command line, and what becomes of outputs.
@Suite struct WatchFileTests {
  @Test func `an edit of the pipeline file counts when it is whole and right, and else is said with its place`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    let ending = try await bench.watch { program in
      await program.made("a")
      try bench.scratch.write(WatchBench.local().replacingOccurrences(of: "longest: 8", with: "longest: eight"), to: "p.yaml")
      await program.events { $0.has("pipelineRejected") }
      try bench.add("b.png", seed: 2)
      await program.made("b")
      // As editors do it: under another name, then in place.
      try bench.scratch.write(WatchBench.local().replacingOccurrences(of: "longest: 8", with: "longest: 6"), to: "p.yaml.new")
      #expect(unsafe rename(bench.path("p.yaml.new"), bench.path("p.yaml")) == 0)
      await program.events { $0.made("a") == 2 && $0.made("b") == 2 }
    }
    #expect(ending.errors.contains("\"line\":9"), "\(ending.errors)")
    #expect(ending.watchEvents.written.sorted() == ["a/icon.png", "a/icon.png", "b/icon.png", "b/icon.png"])
    #expect(try bench.scratch.manifest()["a/icon.png"]?.width == 6)
  }

  @Test func `what cannot be watched ends with 2`() async throws {
    let bench = try WatchBench()
    func code(_ arguments: String...) async throws -> Int32 {
      try await Program.running(["watch", "p.yaml"] + arguments, in: bench.scratch) { _ in }.code
    }
    try bench.scratch.write(WatchBench.paid(""), to: "p.yaml")
    #expect(try await code("--once") == 2, "a chain that generates needs --max-cost")
    #expect(try await code("--once", "--max-cost", "many") == 2)
    #expect(try await code("--once", "--settle", "-1", "--max-cost", "1") == 2)
    #expect(try await code("--once", "--prune", "--only", "a", "--max-cost", "1") == 2)
    try bench.scratch.write(WatchBench.local().replacingOccurrences(of: "sources:", with: "sauces:"), to: "p.yaml")
    #expect(try await code("--once") == 2)
    try bench.scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "p.yaml")
    #expect(try await code("--once", "--max-cost", "1") == 2, "there is nothing to watch")
  }

  @Test func `once with nothing there is fine, and with a file that is no picture it is not`() async throws {
    let bench = try WatchBench()
    let nothing = try await bench.once()
    #expect(nothing.code == 0)
    #expect(try nothing.summary.assets == 0)
    try bench.scratch.write("text", to: "in/a.png")
    try bench.add("b.png", seed: 1)
    let some = try await bench.once()
    #expect(some.code == 1)
    #expect(try some.summary.assets == 2)
    #expect(try some.summary.failed == 1)
  }

  @Test func `the contact sheet follows, unless nobody wants it or another page is in its place`() async throws {
    let bench = try WatchBench()
    try bench.add("first.png", seed: 1)
    let ending = try await bench.watch { program in
      await program.made("first")
      await program.events { $0.last?.event == "idle" }
      #expect(try bench.scratch.text("out/index.html").contains("first/icon.png"))
      try bench.add("second.png", seed: 2)
      await program.made("second")
    }
    #expect(ending.code == 0)
    #expect(try bench.scratch.text("out/index.html").contains("second/icon.png"), "it is not left behind at the end")

    try bench.scratch.remove("out/index.html")
    try bench.add("third.png", seed: 3)
    #expect(try await bench.once("--no-report").code == 0)
    #expect(!bench.scratch.exists("out/index.html"))

    try bench.scratch.write("<p>mine</p>", to: "out/index.html")
    try bench.add("fourth.png", seed: 4)
    let foreign = try await bench.once()
    #expect(foreign.code == 0)
    #expect(foreign.errors.matches(of: /is not a page of this program/).count == 1)
    #expect(try bench.scratch.text("out/index.html") == "<p>mine</p>")
  }

  @Test func `outputs of a removed source stay and are marked, and prune removes them`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    try bench.add("b.png", seed: 2)
    func marked() throws -> [String] {
      struct Listing: Decodable {
        struct File: Decodable {
          let path: String
          let sourceRemoved: Bool?
        }
        let files: [File]
      }
      let listing = try JSONDecoder().decode(Listing.self, from: Data(try bench.scratch.read("out/manifest.json")))
      return listing.files.filter { $0.sourceRemoved == true }.map(\.path)
    }
    _ = try await bench.watch { program in
      await program.events { $0.made("a") == 1 && $0.made("b") == 1 }
      try bench.scratch.remove("in/a.png")
      await program.events { $0.has("sourceRemoved") }
      try bench.add("c.png", seed: 3)
      await program.made("c")
      await program.events { $0.last?.event == "idle" }
    }
    #expect(bench.scratch.exists("out/a/icon.png"))
    #expect(try marked() == ["a/icon.png"])
    try bench.add("a.png", seed: 1)
    #expect(try await bench.once().code == 0)
    #expect(try marked() == [])
    try bench.scratch.remove("in/a.png")
    #expect(try await bench.once("--prune").code == 0)
    #expect(!bench.scratch.exists("out/a/icon.png"))
    #expect(try bench.scratch.names(in: "out") == ["b/icon.png", "c/icon.png", "index.html", "manifest.json"])
  }

  @Test func `the status is written over an earlier one and over nothing else`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    #expect(try await bench.once().code == 0)
    let files = try bench.scratch.files()
    for name in ["in/a.png", "p.yaml", "out/manifest.json", "in"] {
      let refused = try await bench.once("--status", name)
      #expect(refused.code == 2)
      #expect(refused.errors.contains("is there and is no status file"), "\(refused.errors)")
    }
    let lost = try await bench.once("--status", "nowhere/status.json")
    #expect(lost.code == 3)
    #expect(lost.errors.contains("the folder '") && !lost.errors.contains(".tmp"), "\(lost.errors)")
    #expect(try bench.scratch.files() == files)
    for _ in 1...2 { #expect(try await bench.once("--status", "status.json").code == 0) }
    #expect(try bench.status().state == "stopped")
  }

  @Test func `once says what it could not begin with, and what was not complete, with the codes of run`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    try bench.scratch.write(Array(try WatchBench.picture(2).dropLast(5)), to: "in/cut.png")
    try bench.scratch.write("", to: "in/empty.png")
    let cut = try await Program.running(["watch", "p.yaml", "--settle", "0", "--once", "--format", "json"], in: bench.scratch) { _ in }
    #expect(cut.code == 1)
    #expect(try cut.summary.succeeded == 1)
    #expect(try cut.summary.failed == 2)
    let other = try WatchBench("another", pipeline: WatchBench.paid("gateway: mine"))
    try other.add("b.png", seed: 3)
    try other.scratch.write(
      "gateways:\n  mine: {like: google, baseURL: \"http://127.0.0.1:9\", key: {command: \"exit 3\"}}\n",
      to: ".config/aquatint/config.yaml")
    let keyless = try await other.once("--max-cost", "5")
    #expect(keyless.code == 3, "\(keyless.errors)")
    #expect(try keyless.summary.failed == 1)
  }

  @Test func `a budget that is edited in the file holds from then on`() async throws {
    try await withGateway { emulator in
      let bench = try WatchBench(pipeline: WatchBench.paid(emulator.gateway + "\nbudget: 5"))
      let ending = try await bench.watch("--max-cost", "9", "--status", "status.json") { program in
        await program.events { $0.last?.event == "idle" }
        #expect(try bench.status().maxCost == "5")
        try bench.scratch.write(WatchBench.paid(emulator.gateway + "\nbudget: 0.01"), to: "p.yaml")
        await program.events { $0.has("pipelineReloaded") }
        try bench.add("a.png", seed: 1)
        await program.events { $0.has("budgetReached") }
        #expect(try bench.status().maxCost == "0.01")
      }
      #expect(ending.code == 0)
      #expect(await emulator.requestCount == 0)
    }
  }
}
