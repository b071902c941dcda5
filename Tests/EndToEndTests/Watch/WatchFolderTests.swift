import Foundation
import Testing

/// Folders that come, go, move, and lead in circles.
@Suite struct WatchFolderTests {
  @Test func `folders made with files in them at once are missed none of two hundred times`() async throws {
    let bench = try WatchBench(inMemory: true)
    let ending = try await bench.watch { program in
      await program.isWatching()
      for trial in 0..<200 { try bench.add("a\(trial)/b/c/f\(trial).png", seed: 1) }
      await program.events("all of them") { Set($0.filter { $0.event == "assetFinished" }.compactMap(\.asset)).count == 200 }
    }
    #expect(ending.watchEvents.begun.count == 200, "none twice")
    #expect(try ending.summary.succeeded == 200)
  }

  @Test func `a folder moved in, renamed, and moved out is followed`() async throws {
    let bench = try WatchBench()
    let files = FileManager.default
    try bench.scratch.write(try WatchBench.picture(1), to: "elsewhere/x.png")
    let ending = try await bench.watch { program in
      await program.isWatching()
      try files.moveItem(atPath: bench.path("elsewhere"), toPath: bench.path("in/moved"))
      await program.made("x")
      try bench.add("moved/y.png", seed: 2)
      await program.made("y")
      try files.moveItem(atPath: bench.path("in/moved"), toPath: bench.path("in/renamed"))
      try bench.add("renamed/z.png", seed: 3)
      await program.made("z")
      try files.moveItem(atPath: bench.path("in/renamed"), toPath: bench.path("out-of-sight"))
      await program.events { Set($0.filter { $0.event == "sourceRemoved" }.compactMap(\.source)).count >= 5 }
      try bench.scratch.write(try WatchBench.picture(4), to: "out-of-sight/unseen.png")
      try bench.add("last.png", seed: 5)
      await program.made("last")
    }
    #expect(!ending.watchEvents.begun.contains("unseen"))
    // Under another path it is looked at again, and nothing is to be written for it.
    #expect(ending.watchEvents.written.sorted() == ["last/icon.png", "x/icon.png", "y/icon.png", "z/icon.png"])
  }

  @Test func `the watched folder removed and made again is watched on`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    let ending = try await bench.watch { program in
      await program.made("a")
      try bench.scratch.remove("in")
      await program.events { $0.has("sourceRemoved") }
      try bench.add("b.png", seed: 2)
      await program.made("b")
      try bench.add("deeper/c.png", seed: 3)
      await program.made("c")
    }
    #expect(ending.watchEvents.begun == ["a", "b", "c"])
  }

  @Test func `a folder that is not there yet is waited for`() async throws {
    let bench = try WatchBench(pipeline: WatchBench.local(sources: "later/on/*.png"))
    let ending = try await bench.watch { program in
      await program.isWatching()
      try bench.scratch.write(try WatchBench.picture(), to: "later/on/a.png")
      await program.made("a")
    }
    #expect(ending.code == 0)
  }

  @Test func `links that lead in circles end, and links to folders are not followed`() async throws {
    let bench = try WatchBench()
    let files = FileManager.default
    try bench.add("a.png", seed: 1)
    try bench.scratch.write(try WatchBench.picture(2), to: "elsewhere/hidden.png")
    try files.createSymbolicLink(atPath: bench.path("in/round"), withDestinationPath: bench.path("in"))
    try files.createSymbolicLink(atPath: bench.path("in/self.png"), withDestinationPath: bench.path("in/self.png"))
    try files.createSymbolicLink(atPath: bench.path("in/folder"), withDestinationPath: bench.path("elsewhere"))
    let ending = try await bench.watch { program in
      await program.made("a")
      try bench.add("b.png", seed: 3)
      await program.made("b")
    }
    #expect(ending.watchEvents.begun == ["a", "b"])
  }

  @Test func `outputs inside the watched folder start nothing, however they are reached`() async throws {
    let bench = try WatchBench(pipeline: WatchBench.local(sources: "\"**/*.{png,jpg}\"", output: "in/link/out"))
    let files = FileManager.default
    try files.createDirectory(atPath: bench.path("in/real"), withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: bench.path("in/link"), withDestinationPath: bench.path("in/real"))
    try bench.add("a.png", seed: 1)
    let ending = try await bench.watch("--status", "in/status.png") { program in
      await program.made("a")
      try bench.add("b.png", seed: 2)
      await program.made("b")
      try bench.add("c.png", seed: 3)
      await program.made("c")
    }
    #expect(ending.watchEvents.begun == ["a", "b", "c"])
    #expect(!ending.watchEvents.has("setAside"))
    #expect(try bench.scratch.names(in: "in/real").contains("out/c/icon.png"))
  }

  @Test func `the clock finds what events find`() async throws {
    let bench = try WatchBench()
    let files = FileManager.default
    try bench.add("a.png", seed: 1)
    let ending = try await bench.watch("--poll", "0.1", "--status", "status.json") { program in
      await program.made("a")
      try bench.add("deep/b.png", seed: 2)
      await program.made("b")
      try files.moveItem(atPath: bench.path("in/deep"), toPath: bench.path("in/renamed"))
      try bench.scratch.remove("in/a.png")
      await program.events { $0.contains { $0.event == "sourceRemoved" && ($0.source ?? "").hasSuffix("/a.png") } }
      try bench.add("a.png", seed: 3)
      await program.made("a", times: 2)
    }
    #expect(ending.watchEvents.contains { $0.event == "polling" && $0.reason == "as asked for" })
    #expect(try bench.status().backend == "polling")
    #expect(try bench.status().state == "stopped")
    #expect(Set(ending.watchEvents.begun) == ["a", "b"])
  }
}
