import GatewayEmulator
import Testing

@Suite struct SimultaneousRunTests {
  private static let names = ["a", "b", "c", "d"]

  private func prepare(_ scratch: Scratch, _ emulator: RunningEmulator) throws {
    try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: Self.names), to: "shapes.yaml")
  }

  @Test func `two runs into one folder take turns, and nothing is asked twice`() async throws {
    let scratch = try Scratch()
    let held = HeldRequest()
    try await withGateway(onRequest: held.observer) { emulator in
      try prepare(scratch, emulator)
      let former = try await Program.running(["run", "shapes.yaml"], in: scratch) { _ in
        await held.arrived()
        let latter = try await Program.running(["run", "shapes.yaml", "--format", "json"], in: scratch) { program in
          #expect(await program.errorLine(containing: "another run writes into") != nil)
          held.release()
        }
        #expect(latter.code == 0, "\(latter.errors)")
        #expect(try latter.summary == Summary(event: "summary", assets: 4, succeeded: 4, failed: 0, calls: 0, reused: 4, outputs: 0))
      }
      #expect(former.code == 0)
      #expect(await emulator.requestCount == Self.names.count)
    }
  }

  @Test func `two runs of the same requests into two folders share one call each`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try prepare(scratch, emulator)
      async let one = Program.run("run", "shapes.yaml", "--output", "one", "--format", "json", in: scratch)
      async let two = Program.run("run", "shapes.yaml", "--output", "two", "--format", "json", in: scratch)
      let endings = try await [one, two]
      #expect(endings.map(\.code) == [0, 0], "\(endings.map(\.errors))")
      #expect(try endings.map { try $0.summary.calls }.reduce(0, +) == Self.names.count)
      #expect(await emulator.requestCount == Self.names.count)
      let (first, second) = (try scratch.files(in: "one").mapValues(\.sha256), try scratch.files(in: "two").mapValues(\.sha256))
      // The contact sheets name their own folders.
      #expect(first.filter { $0.key != "index.html" } == second.filter { $0.key != "index.html" })
    }
  }

  @Test func `a waiting run that is interrupted ends with 130`() async throws {
    let scratch = try Scratch()
    let held = HeldRequest()
    try await withGateway(onRequest: held.observer) { emulator in
      try prepare(scratch, emulator)
      let former = try await Program.running(["run", "shapes.yaml"], in: scratch) { _ in
        await held.arrived()
        let latter = try await Program.running(["run", "shapes.yaml", "--format", "json"], in: scratch) { program in
          #expect(await program.errorLine(containing: "another run writes into") != nil)
          program.send(2)
        }
        #expect(latter.code == 130)
        #expect(try latter.summary.calls == 0)
        held.release()
      }
      #expect(former.code == 0)
    }
  }

  @Test func `leftovers of dead writers are removed by the run that has the folder`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try prepare(scratch, emulator)
      for name in ["out/.aquatint-0123456789abcdef.tmp", "out/a/.aquatint-fedcba9876543210.tmp"] { try scratch.write("half", to: name) }
      try scratch.write("mine", to: "out/a/.hidden.tmp")
      #expect(try await Program.run("plan", "shapes.yaml", in: scratch).code == 0)
      #expect(try scratch.names(in: "out").count == 3, "plan writes nothing")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
      #expect(try scratch.names(in: "out").filter { $0.hasSuffix(".tmp") } == ["a/.hidden.tmp"])
      try scratch.write("half", to: "out/b/.aquatint-0123456789abcdef.tmp")
      let idle = try await Program.run("run", "shapes.yaml", in: scratch)
      #expect(idle.code == 0)
      #expect(try scratch.names(in: "out").filter { $0.hasSuffix(".tmp") } == ["a/.hidden.tmp"])
    }
  }
}
