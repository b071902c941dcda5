import Foundation
import GatewayEmulator
import Storage
import Testing

/// The program is killed at moments that nobody chose, again and again over the same store.
@Suite struct RandomCrashTests {
  private static let variables = ProcessInfo.processInfo.environment
  private static let kills = variables["AQUATINT_KILLS"].flatMap { Int($0) } ?? 200
  private static let names = (0..<(kills * 2)).map { "n\($0)" }

  @Test(.enabled(if: variables["AQUATINT_LONG_TESTS"] != nil, "one of the slow tests; AQUATINT_LONG_TESTS turns them on"))
  func `no moment to be killed at loses an answer or pays twice`() async throws {
    let scratch = try Scratch()
    let counts = RequestCounts()
    try await withGateway(onRequest: RequestObserver { await counts.add($0) }) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: Self.names), to: "shapes.yaml")
      var killed = 0
      for _ in 0..<Self.kills {
        let ending = try await Program.running(["run", "shapes.yaml", "--jobs", "3", "--format", "json"], in: scratch) { program in
          // Most of the time something is under way; now and then the program has hardly begun.
          if Int.random(in: 1...8) > 1 { _ = await program.outputLine(containing: "callStarted") }
          // The moment is the point here; nothing waits for anything.
          try await Task.sleep(for: .milliseconds(Int.random(in: 0...400)))
          program.send(SIGKILL)
        }
        if ending.wasKilled { killed += 1 }
        for name in try scratch.names(in: "out") where name.hasSuffix(".png") {
          #expect(throws: Never.self, "\(name) is whole") { try pixels(scratch.read("out/\(name)")) }
        }
        let store = try await Store.openReadOnly("\(scratch.path)/.aquatint")
        #expect(try await store.ledger.problems() == [])
      }
      print("killed \(killed) of \(Self.kills) runs, after which \(await counts.total) of \(Self.names.count) calls were made")

      let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect([0, 6].contains(next.code), "\(next.errors)")
      let doubtful = try next.failures
      #expect(doubtful.values.allSatisfy { $0 == "unknown-exchange" })
      #expect(await counts.most <= 1, "nothing was sent twice without consent")
      let before = await counts.total

      #expect(try await Program.run("ledger", "resolve", "--resend", "all", in: scratch).code == 0)
      let last = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(last.code == 0, "\(last.errors)")
      #expect(await counts.total == before + doubtful.count)
      let store = try await Store.openReadOnly("\(scratch.path)/.aquatint")
      #expect(try await store.problems(readsContents: true) == [])
      #expect(try await store.ledger.allExchanges().count { $0.picture != nil } == Self.names.count)
      for file in try scratch.manifest().files { #expect(sha256(try scratch.read("out/\(file.path)")) == file.sha256, "\(file.path)") }
    }
  }

  /// In three rounds of four something is in the way of the store from some moment on, and in one of three the program may end by itself.
  @Test(.enabled(if: variables["AQUATINT_LONG_TESTS"] != nil, "one of the slow tests; AQUATINT_LONG_TESTS turns them on"))
  func `links, read-only mounts and full disks at any moment lose no answer either`() async throws {
    let scratch = try Scratch()
    // An asset's answer and its picture take some 200 kB together; as much again is room to breathe.
    guard let disk = try SmallDisk(scratch, kilobytes: Self.names.count * 400 + 16_000) else {
      print("not tested here: obstacles at random moments (this process may not mount)")
      return
    }
    let counts = RequestCounts()
    try await withGateway(onRequest: RequestObserver { await counts.add($0) }) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: Self.names), to: "shapes.yaml")
      let arguments = ["run", "shapes.yaml", "--store", "disk/store", "--jobs", "3", "--format", "json"]
      // The folders that something is put in the way of are there.
      #expect(try await Program.running(arguments + ["--only", "n0"], in: scratch) { _ in }.code == 0)
      var outcomes: [String: Int] = [:]
      for round in 1...Self.kills {
        let obstacle = Int.random(in: 0..<4) > 0 ? StoreObstacle.allCases.randomElement() : nil
        let kills = Int.random(in: 0..<3) > 0
        let before = try await Self.doubtful(disk)
        var isInTheWay = false
        let ending = try await Program.running(arguments, in: scratch) { program in
          if Int.random(in: 1...8) > 1 { _ = await program.outputLine(containing: "callStarted") }
          try await Task.sleep(for: .milliseconds(Int.random(in: 0...200)))
          if let obstacle {
            try obstacle.begin(disk, room: Int.random(in: 0...400_000))
            isInTheWay = true
          }
          guard kills || obstacle == nil else { return }
          try await Task.sleep(for: .milliseconds(Int.random(in: 0...200)))
          program.send(SIGKILL)
        }
        if isInTheWay { try obstacle?.end(disk) }
        let name = "\(obstacle.map { "\($0)" } ?? "nothing in the way"), \(ending.wasKilled ? "killed" : "ended with \(ending.code)")"
        outcomes[name, default: 0] += 1
        if !ending.wasKilled {
          #expect([0, 3, 6].contains(ending.code), "round \(round), \(name): \(ending.errors)")
          // What an obstacle alone costs is time.
          #expect(try await Self.doubtful(disk) == before, "round \(round), \(name): \(ending.errors) \(ending.output)")
        }
        #expect(await counts.most <= 1, "round \(round), \(name)")
        let store = try await Store.openReadOnly("\(disk.path)/store")
        #expect(try await store.problems(readsContents: false).filter { $0.kind == .damage } == [], "round \(round), \(name)")
      }
      for (name, count) in outcomes.sorted(by: { $0.key < $1.key }) { print("\(count) rounds: \(name)") }

      let next = try await Program.running(arguments, in: scratch) { _ in }
      #expect([0, 6].contains(next.code), "\(next.errors)")
      let doubtful = try next.failures
      #expect(doubtful.values.allSatisfy { $0 == "unknown-exchange" }, "\(doubtful)")
      #expect(await counts.most <= 1, "nothing was sent twice without consent")
      let store = try await Store.openReadOnly("\(disk.path)/store")
      #expect(try await store.problems(readsContents: true) == [])
      let pictures = try await store.ledger.allExchanges().count { $0.picture != nil }
      #expect(await counts.total == pictures + doubtful.count, "whatever was sent is answered or in doubt")
      #expect(pictures + doubtful.count == Self.names.count)
      for file in try scratch.manifest().files { #expect(sha256(try scratch.read("out/\(file.path)")) == file.sha256, "\(file.path)") }
    }
  }

  /// Calls that may have been billed without an answer, as the next run would see it.
  private static func doubtful(_ disk: SmallDisk) async throws -> Int {
    let store = try await Store.openReadOnly("\(disk.path)/store")
    let entered = try await store.ledger.allExchanges().count { $0.state == .unknown }
    return try await entered + store.orphans().unknown.count
  }
}

/// How often each prompt was asked; the emulator itself forgets old requests.
actor RequestCounts {
  private var counts: [String: Int] = [:]
  private(set) var total = 0

  func add(_ request: ReceivedRequest) {
    total += 1
    let body = String(decoding: request.body, as: UTF8.self)
    guard let start = body.firstIndex(of: "<"), let end = body[start...].firstIndex(of: ">") else { return }
    counts[String(body[start...end]), default: 0] += 1
  }

  /// Of the prompt that was asked most often.
  var most: Int { counts.values.max() ?? 0 }
}
