import GatewayEmulator
import Testing

/// Disks that are full or read-only, and stores that go away: nothing that was paid for is lost, and nothing is paid for in vain.
@Suite struct DiskTests {
  private static let names = (1...12).map { "n\($0)" }

  private static func pipeline(_ gateway: String, output: String) -> String {
    AnswerShapeTests.pipeline(gateway, cases: names).replacing("output: out", with: "output: \(output)")
  }

  @Test func `a full disk ends with 3 before anything more is paid, and with room again the run goes on`() async throws {
    let scratch = try Scratch()
    guard let disk = try SmallDisk(scratch, kilobytes: 9_000) else {
      print("not tested here: a full disk (this process may not mount a small one)")
      return
    }
    defer { withExtendedLifetime(disk) {} }
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, output: "out"), to: "shapes.yaml")
      try scratch.write([UInt8](repeating: 1, count: 7_500_000), to: "disk/filler")
      let full = try await Program.run(
        "run", "shapes.yaml", "--store", "disk/store", "--jobs", "2", "--format", "json", in: scratch)
      #expect(full.code == 3, "\(full.errors)")
      #expect((full.output + full.errors).contains("no space left"))
      let paid = try full.summary
      #expect(paid.calls < Self.names.count)
      #expect(await emulator.requestCount == paid.calls)
      #expect(paid.succeeded == paid.calls, "whatever was asked has been kept")

      try scratch.remove("disk/filler")
      let next = try await Program.run("run", "shapes.yaml", "--store", "disk/store", "--jobs", "1", "--format", "json", in: scratch)
      #expect(next.code == 0, "\(next.errors)")
      #expect(await emulator.requestCount == Self.names.count, "nothing was asked twice")
    }
  }

  @Test func `a full output folder costs nothing more than the time to try again`() async throws {
    let scratch = try Scratch()
    guard let disk = try SmallDisk(scratch, kilobytes: 300) else {
      print("not tested here: a full output folder (this process may not mount a small disk)")
      return
    }
    defer { withExtendedLifetime(disk) {} }
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, output: "disk/out"), to: "shapes.yaml")
      let full = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(full.code == 3, "\(full.errors)")
      #expect((full.output + full.errors).contains("no space left"))
      let calls = await emulator.requestCount
      #expect(try full.summary.calls == calls, "what was paid for stands in the summary of the run that sent it")
      #expect(try scratch.names(in: "disk/out").filter { $0.hasSuffix(".tmp") } == [])
      try scratch.write(Self.pipeline(emulator.gateway, output: "out"), to: "shapes.yaml")
      let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(next.code == 0, "\(next.errors)")
      #expect(try next.summary.calls == Self.names.count - calls)
      #expect(await emulator.requestCount == Self.names.count)
    }
  }

  @Test func `a read-only output folder ends with 3 before anything is asked`() async throws {
    let scratch = try Scratch()
    guard let disk = try SmallDisk(scratch, kilobytes: 4_000) else {
      print("not tested here: a read-only output folder (this process may not mount a disk)")
      return
    }
    try scratch.write("mine", to: "disk/out/notes.txt")
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, output: "disk/out"), to: "shapes.yaml")
      #expect(disk.setReadOnly(true))
      let refused = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(refused.code == 3)
      #expect(refused.errors.contains("disk/out"))
      #expect(refused.errors.contains("read-only"))
      #expect(try refused.summary == Summary(event: "summary", assets: 12, succeeded: 0, failed: 0, calls: 0, reused: 0, outputs: 0))
      #expect(await emulator.requestCount == 0)

      #expect(disk.setReadOnly(false))
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
      // With nothing to do, a folder that cannot be written is none of its business.
      #expect(disk.setReadOnly(true))
      let idle = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(idle.code == 0, "\(idle.errors)")
      #expect(disk.setReadOnly(false))
    }
  }

  @Test func `an answer survives a store that is moved away under it`() async throws {
    let scratch = try Scratch()
    let moved = RequestObserver { request in
      guard request.ordinal == 1 else { return }
      do {
        try scratch.rename(".aquatint", to: "elsewhere")
      } catch {
        Issue.record(error)
      }
    }
    try await withGateway(onRequest: moved) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, output: "out"), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--jobs", "1", "--format", "json", in: scratch)
      #expect(ending.code == 3, "\(ending.errors)")
      #expect((ending.output + ending.errors).contains(".aquatint"))
      #expect(await emulator.requestCount == 1, "no more is asked without a store")
      #expect(!scratch.exists(".aquatint"), "no second store begins in its place")

      try scratch.rename("elsewhere", to: ".aquatint")
      let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(next.code == 0, "\(next.errors)")
      #expect(await emulator.requestCount == Self.names.count)
    }
  }
}
