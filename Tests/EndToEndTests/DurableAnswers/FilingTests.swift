import GatewayEmulator
import Glibc
import Storage
import Testing

/// Paid answers that cannot be put in their place in the store are kept, nothing more is paid, and the next run takes them in for nothing.
@Suite struct FilingTests {
  private static let names = (1...6).map { "n\($0)" }

  private func run(_ scratch: Scratch, environment: [String: String] = [:]) async throws -> Program.Ending {
    try await Program.running(
      ["run", "shapes.yaml", "--jobs", "1", "--format", "json"], in: scratch, environment: environment
    ) { _ in }
  }

  @Test(arguments: InjectedFault.all)
  func `an answer whose filing fails is named, ends the sending, and is used by the next run`(_ fault: InjectedFault) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: Self.names), to: "shapes.yaml")
      let failed = try await run(scratch, environment: ["AQUATINT_FAIL_AT": fault.description])
      #expect(failed.code == 3, "\(failed.errors)")
      #expect(try failed.summary.calls == 1)
      #expect(await emulator.requestCount == 1, "nothing more is paid")
      let kept = try #require(try scratch.names(in: ".aquatint/partial").first)
      #expect(failed.output.contains("partial/\(kept)") && failed.output.contains("answer-not-filed"), "\(failed.output)")

      // One that has its name already does not wait.
      let waits = fault.point != .bodyNamed
      let doctor = try await Program.run("doctor", "shapes.yaml", "--offline", in: scratch)
      #expect(doctor.output.contains("partial/\(kept)' to be filed") == waits, "\(doctor.output)")
      #expect(doctor.output.contains("filed for nothing") == waits, "\(doctor.output)")
      #expect(!doctor.output.contains("backup"), "nothing is lost")
      let plan = try await Program.run("plan", "shapes.yaml", "--format", "json", in: scratch).plan
      #expect(plan.calls == Self.names.count - 1)
      let next = try await run(scratch)
      #expect(next.code == 0, "\(next.errors)")
      #expect(try next.summary.calls == Self.names.count - 1)
      #expect(await emulator.requestCount == Self.names.count)
      #expect(try scratch.names(in: ".aquatint/partial") == [])
      let store = try await Store.openReadOnly("\(scratch.path)/.aquatint")
      #expect(try await store.problems(readsContents: true) == [])
    }
  }

  /// What stands in the way of filing, and how it is taken away again.
  @Test(arguments: ["link", "another file system", "read-only"])
  func `a store that cannot take an answer is known before one is paid for`(_ obstacle: String) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["first"]), to: "shapes.yaml")
      #expect(try await run(scratch).code == 0)
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["first"] + Self.names), to: "shapes.yaml")
      let blobs = "\(scratch.path)/.aquatint/blobs"
      switch obstacle {
      case "link":
        try scratch.rename(".aquatint/blobs", to: "blobs")
        // Both are Swift strings, passed as terminated copies that outlive the call.
        #expect(unsafe symlink("\(scratch.path)/blobs", blobs) == 0)
      default:
        let isBound = obstacle == "read-only"
        let source = isBound ? blobs : "tmpfs"
        // All are Swift strings, passed as terminated copies that outlive the call.
        var result = unsafe mount(source, blobs, "tmpfs", isBound ? UInt(MS_BIND) : 0, nil)
        if isBound, result == 0 {
          result = unsafe mount(source, blobs, "tmpfs", UInt(MS_BIND) | UInt(MS_REMOUNT) | UInt(MS_RDONLY), nil)
        }
        if result != 0 {
          print("not tested here: \(obstacle) (this process may not mount)")
          return
        }
      }
      let refused = try await run(scratch)
      #expect(refused.code == 3, "\(refused.errors)")
      #expect((refused.output + refused.errors).contains(".aquatint/blobs"), "\(refused.output)")
      // A link is refused where the store is opened, before there is a run that could end with a summary.
      if obstacle != "link" { #expect(try refused.summary.calls == 0) }
      #expect(await emulator.requestCount == 1)

      if obstacle == "link" {
        try scratch.remove(".aquatint/blobs")
        try scratch.rename("blobs", to: ".aquatint/blobs")
      } else {
        #expect(unsafe umount2(blobs, Int32(MNT_DETACH)) == 0)
      }
      let next = try await run(scratch)
      #expect(next.code == 0, "\(next.errors)")
      #expect(await emulator.requestCount == Self.names.count + 1)
    }
  }

  @Test func `a fault that does not exist is a mistake`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "shapes.yaml")
    let ending = try await run(scratch, environment: ["AQUATINT_FAIL_AT": "body-named:rain"])
    #expect(ending.code == 2)
    #expect(ending.errors.contains("body-synced:link"))
  }
}
