import Foundation
import GatewayEmulator
import Testing

/// The same bytes again cost nothing.
@Suite struct WatchSameBytesTests {
  @Test func `a thousand touches, a chmod, and a rewrite with the same bytes are no work`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png")
    let ending = try await bench.watch { program in
      await program.made("a")
      let path = bench.path("in/a.png")
      for second in 0..<1_000 {
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: Double(second))], ofItemAtPath: path)
      }
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      try bench.add("a.png")
      // Whatever there was to do would be done with this one.
      try bench.add("last.png", seed: 2)
      await program.made("last")
    }
    #expect(ending.watchEvents.begun == ["a", "last"])
  }

  @Test func `copied, renamed, renamed back, removed and brought again: one call`() async throws {
    try await withGateway { emulator in
      let bench = try WatchBench(pipeline: WatchBench.paid(emulator.gateway).replacingOccurrences(of: "<${source.stem}>", with: ""))
      let files = FileManager.default
      try bench.add("a.png")
      let ending = try await bench.watch("--max-cost", "10", "--max-cost-per-hour", "10") { program in
        await program.made("a")
        #expect(await emulator.requestCount == 1)
        try files.copyItem(atPath: bench.path("in/a.png"), toPath: bench.path("in/copy.png"))
        await program.made("copy")
        try files.moveItem(atPath: bench.path("in/a.png"), toPath: bench.path("in/b.png"))
        await program.made("b")
        try files.moveItem(atPath: bench.path("in/b.png"), toPath: bench.path("in/a.png"))
        await program.made("a", times: 2)
        try bench.scratch.remove("in/a.png")
        await program.events { $0.count { $0.event == "sourceRemoved" } >= 3 }
        try bench.add("a.png")
        await program.made("a", times: 3)
      }
      #expect(await emulator.requestCount == 1)
      #expect(ending.code == 0)
      #expect(try ending.summary.calls == 1)
    }
  }

  @Test func `started again it pays for nothing twice and catches up`() async throws {
    try await withGateway { emulator in
      let bench = try WatchBench(pipeline: WatchBench.paid(emulator.gateway))
      try bench.add("a.png", seed: 1)
      let first = try await bench.once("--max-cost", "10", "--max-cost-per-hour", "10")
      #expect(first.code == 0, "\(first.errors)")
      #expect(try first.summary.calls == 1)
      try bench.add("b.png", seed: 2)
      let second = try await bench.once("--max-cost", "10", "--max-cost-per-hour", "10")
      #expect(try second.summary.calls == 1)
      #expect(try second.summary.assets == 2)
      let third = try await bench.once("--max-cost", "10", "--max-cost-per-hour", "10")
      #expect(try third.summary.calls == 0)
      #expect(third.watchEvents.written.isEmpty)
      #expect(await emulator.requestCount == 2)
    }
  }
}
