import Foundation
import GatewayEmulator
import Testing

/// Command lines and shared folders that are wrong.
@Suite struct SharedFolderInputTests {
  @Test(arguments: ["0/4", "5/4", "1/0", "a/b", "1", ""]) func `what is no part ends with 2`(_ part: String) async throws {
    let scratch = try Scratch()
    let bench = try await PartBench(scratch, count: 2, gateway: "gateway: emulator")
    for verb in ["plan", "run"] {
      let ending = try await Program.run(verb, "parts.yaml", "--shard", part, in: scratch)
      #expect(ending.code == 2 && ending.errors.contains("--shard"), "\(ending.errors)")
    }
    #expect(try await bench.run(part, store: "store").code == 2)
    #expect(!scratch.exists("out"))
  }

  @Test(arguments: [
    ["run", "plan.json", "--shared", "shared", "--prune"], ["run", "parts.yaml", "--shard", "1/2", "--prune"],
    ["run", "parts.yaml", "--shared", "shared", "--refresh", "t1"], ["run", "plan.json", "--shard", "1/2", "--only", "t1"],
    ["plan", "parts.yaml", "--shard", "1/2", "--out", "other.json"], ["run", "plan.json", "--at-once", "0"], ["merge", "plan.json"],
    ["status", "plan.json"], ["status", "parts.yaml", "--shared", "shared"], ["scripts", "slurm", "plan.json", "--shards", "2"],
    ["scripts", "slurm", "plan.json", "--shards", "2", "--at-once", "3", "--shared", "shared"],
    ["scripts", "make", "plan.json", "--shards", "2", "--at-once", "1", "--shared", "shared"],
    ["scripts", "slurm", "parts.yaml", "--shards", "2", "--at-once", "1", "--shared", "shared"],
  ])
  func `what does not go together ends with 2`(_ arguments: [String]) async throws {
    let scratch = try Scratch()
    _ = try await PartBench(scratch, count: 2, gateway: "gateway: emulator")
    let ending = try await Program.running(arguments, in: scratch) { _ in }
    #expect(ending.code == 2 && !ending.errors.isEmpty, "\(ending.errors)")
    #expect(!scratch.exists("out") && !scratch.exists(".aquatint"))
  }

  @Test func `more parts than assets is a note, and an empty part ends well`() async throws {
    let scratch = try Scratch()
    let bench = try await PartBench(scratch, count: 2, gateway: "gateway: emulator")
    for part in 1...9 {
      let planned = try await Program.run("plan", "parts.yaml", "--shard", "\(part)/9", in: scratch)
      #expect(planned.code == 0 && planned.errors.contains("fewer assets than parts"), "\(planned.errors)")
      #expect(try await bench.run("\(part)/9", store: "store\(part)").code == 0)
    }
    #expect(try await bench.merge().code == 0)
  }

  @Test(arguments: ["store", "store/sub", "out", "out/shared", "missing/sub", "plan.json"])
  func `a place that cannot be shared ends with 3`(_ shared: String) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      _ = try await PartBench(scratch, count: 2, gateway: emulator.gateway)
      let ending = try await Program.run(
        "run", "plan.json", "--shard", "1/1", "--store", "store", "--shared", shared, in: scratch)
      #expect(ending.code == 3 && !ending.errors.isEmpty, "\(ending.errors)")
      #expect(await emulator.requestCount == 0)
    }
  }

  @Test func `a shared folder that is gone in the middle ends with 3, and the call stays in the store`() async throws {
    let scratch = try Scratch()
    let held = HeldRequest()
    try await withGateway(onRequest: held.observer) { emulator in
      let bench = try await PartBench(scratch, count: 4, gateway: emulator.gateway)
      let ending = try await Program.running(PartBench.arguments("1/1", store: "store", ["--jobs", "1"]), in: scratch) { _ in
        await held.arrived()
        try scratch.rename("shared", to: "elsewhere")
        held.release()
      }
      #expect(ending.code == 3, "\(ending.errors)")
      #expect(await emulator.requestCount == 1)
      try scratch.rename("elsewhere", to: "shared")
      let next = try await bench.run("1/1", store: "store")
      #expect(try next.code == 0 && next.summary.calls == 3, "\(next.errors)")
      #expect(await emulator.requestCount == 4)
      let other = try await bench.run("1/1", store: "other")
      #expect(try other.code == 0 && other.summary.calls == 0, "what the store held is shared now")
    }
  }

  private enum Damage: String, CaseIterable, Sendable {
    case emptyClaim, newerClaim, damagedRecord, missingAnswer, otherAnswer
  }

  @Test(arguments: Damage.allCases) private func `what tells nothing makes its asset unknown`(_ damage: Damage) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let bench = try await PartBench(scratch, count: 2, gateway: emulator.gateway)
      #expect(try await bench.run("1/1", store: "one").code == 0)
      let name = { (folder: String) in try scratch.names(in: "shared/\(folder)").first.map { "shared/\(folder)/\($0)" } }
      let record = try #require(try name("records"))
      switch damage {
      case .emptyClaim, .newerClaim:
        try scratch.remove(record)
        try scratch.write(
          damage == .emptyClaim ? "" : #"{"version":7}"#, to: record.replacing("/records/", with: "/claims/"))
      case .damagedRecord: try scratch.write("{", to: record)
      case .missingAnswer: try scratch.remove(try #require(try name("answers")))
      case .otherAnswer: try scratch.write("{}", to: try #require(try name("answers")))
      }
      let ending = try await bench.run("1/1", store: "two")
      #expect(ending.code == 6, "\(ending.errors)")
      #expect(try Array(ending.failures.values) == ["unknown-exchange"])
      let status = try await bench.status()
      #expect(status.code == 6 && !status.text.contains("decide with"), "nothing can be decided about a file: \(status.text)")
      #expect(await emulator.requestCount == 2)
    }
  }

  @Test func `foreign files, another plan's claims and cut journals are no obstacle`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let bench = try await PartBench(scratch, count: 3, gateway: emulator.gateway)
      #expect(try await bench.run("1/1", store: "one").code == 0)
      for name in ["notes.txt", "claims/notes.txt", "records/notes.txt", "journals/notes.txt", "answers/notes.txt"] {
        try scratch.write("mine", to: "shared/\(name)")
      }
      let journal = try #require(try scratch.names(in: "shared/journals").first { $0 != "notes.txt" })
      try scratch.write(Array(try scratch.read("shared/journals/\(journal)").dropLast(7)), to: "shared/journals/\(journal)")
      // The same file at another moment is another plan.
      try scratch.write(try scratch.text("plan.json") + "\n", to: "other.json")
      let ending = try await bench.run("1/1", store: "two", file: "other.json")
      #expect(try ending.code == 0 && ending.summary.calls == 0, "\(ending.errors)")
      let merged = try await bench.merge()
      #expect(merged.code == 0 && merged.errors.contains("is cut"), "\(merged.errors)")
      #expect(try scratch.manifest().files.count == 6)
      #expect(try scratch.text("shared/notes.txt") == "mine")
      #expect(await emulator.requestCount == 3)
    }
  }

  @Test func `a merge without answers names itself and no option that nobody gave`() async throws {
    let scratch = try Scratch()
    let bench = try await PartBench(scratch, count: 2, gateway: "gateway: emulator")
    let merged = try await bench.merge()
    #expect(merged.code == 1, "\(merged.errors)")
    #expect(merged.output.contains("'merge' makes none") && !(merged.output + merged.errors).contains("--frozen"))
  }

  @Test func `a changed pipeline file is not the one that was planned`() async throws {
    let scratch = try Scratch()
    let bench = try await PartBench(scratch, count: 2, gateway: "gateway: emulator")
    try scratch.write(PartBench.pipeline(count: 3, gateway: "gateway: emulator"), to: "parts.yaml")
    let ending = try await bench.run("1/1", store: "store")
    #expect(ending.code == 2 && ending.errors.contains("has changed since"))
    #expect(try await bench.merge().code == 2)
  }

  @Test func `an emulator's answers and a real gateway's are apart in one folder`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let bench = try await PartBench(scratch, count: 2, gateway: "gateway: emulator")
      #expect(try await bench.run("1/1", store: "one").code == 0)
      try scratch.write(PartBench.pipeline(count: 2, gateway: emulator.gateway), to: "parts.yaml")
      try scratch.remove("out")
      try await bench.keepPlan()
      let ending = try await bench.run("1/1", store: "one")
      #expect(try ending.code == 0 && ending.summary.calls == 2, "\(ending.errors)")
      #expect(await emulator.requestCount == 2)
    }
  }

  @Test func `a kept plan goes with its folder`() async throws {
    let scratch = try Scratch()
    _ = try await PartBench(scratch, count: 2, gateway: "gateway: emulator")
    for name in ["parts.yaml", "plan.json"] { try scratch.write(try scratch.read(name), to: "moved/\(name)") }
    try scratch.remove("parts.yaml")
    let ending = try await Program.run("run", "moved/plan.json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(scratch.exists("moved/out/manifest.json") && scratch.exists("moved/.aquatint"))
  }
}
