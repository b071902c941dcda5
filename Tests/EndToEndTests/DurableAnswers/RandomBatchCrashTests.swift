import Foundation
import GatewayEmulator
import Storage
import Testing

/// Submitting jobs and fetching their answers, killed at moments that nobody chose.
@Suite struct RandomBatchCrashTests {
  private static let variables = ProcessInfo.processInfo.environment
  private static let kills = variables["AQUATINT_KILLS"].flatMap { Int($0) } ?? 200
  /// Of one submission; 200 kills make 1,000.
  private static let itemsOfOne = 5
  private static let names = (0..<kills).flatMap { round in (0..<itemsOfOne).map { "n\(round)-\($0)" } }

  @Test(.enabled(if: variables["AQUATINT_LONG_TESTS"] != nil, "one of the slow tests; AQUATINT_LONG_TESTS turns them on"))
  func `no moment of a batch to be killed at loses an answer or pays twice`() async throws {
    let scratch = try Scratch()
    let submitted = SubmittedItems()
    try await withGateway(onRequest: RequestObserver { await submitted.add($0) }) { emulator in
      try scratch.write(BatchTests.pipeline(BatchTests.gateway(emulator), cases: Self.names), to: "shapes.yaml")
      var killed = 0
      for round in 0..<Self.kills {
        let some = (0..<Self.itemsOfOne).flatMap { ["--only", "n\(round)-\($0)"] }
        // Half of the time answers are fetched, those of rounds before.
        let isFetching = round > 0 && Bool.random()
        if isFetching { _ = try await Program.running(["run", "shapes.yaml", "--batch"] + some, in: scratch) { _ in } }
        let arguments = isFetching ? ["collect", "shapes.yaml"] : ["run", "shapes.yaml", "--batch"] + some
        let ending = try await Program.running(arguments, in: scratch) { program in
          // The moment is the point here; nothing waits for anything.
          try await Task.sleep(for: .milliseconds(Int.random(in: 0...1_500)))
          program.send(SIGKILL)
        }
        if ending.wasKilled { killed += 1 }
        #expect(await submitted.most <= 1, "round \(round)")
        let store = try await Store.openReadOnly("\(scratch.path)/.aquatint")
        #expect(try await store.ledger.problems() == [], "round \(round)")
      }
      print("killed \(killed) of \(Self.kills) commands, after which \(await submitted.total) of \(Self.names.count) items were submitted")

      let rest = try await Program.run("run", "shapes.yaml", "--batch", "--format", "json", in: scratch)
      #expect([0, 6].contains(rest.code), "\(rest.errors)")
      #expect(await submitted.most <= 1, "nothing was sent twice without consent")
      #expect(try await Program.run("ledger", "resolve", "--resend", "all", in: scratch).code == 0)
      #expect(try await Program.run("run", "shapes.yaml", "--batch", in: scratch).code == 0)
      let doubtful = try await Store.openReadOnly("\(scratch.path)/.aquatint").ledger.allExchanges().count { $0.state == .resolvedResend }
      print("\(doubtful) items were in doubt")
      #expect(await submitted.total <= Self.names.count + doubtful)

      let last = try await Program.run("collect", "shapes.yaml", "--wait", "--format", "json", in: scratch)
      #expect(last.code == 0, "\(last.errors)")
      #expect(try last.summary.succeeded == Self.names.count)
      let store = try await Store.openReadOnly("\(scratch.path)/.aquatint")
      #expect(try await store.problems(readsContents: true) == [])
      #expect(try await store.ledger.allExchanges().count { $0.picture != nil } == Self.names.count)
      for file in try scratch.manifest().files { #expect(sha256(try scratch.read("out/\(file.path)")) == file.sha256, "\(file.path)") }
    }
  }
}

/// How often each item was in a job that reached the gateway whole.
private actor SubmittedItems {
  private var counts: [String: Int] = [:]
  private(set) var total = 0

  func add(_ request: ReceivedRequest) {
    guard request.path.hasSuffix(":batchGenerateContent") else { return }
    for piece in String(decoding: request.body, as: UTF8.self).split(separator: "<").dropFirst() {
      guard let end = piece.firstIndex(of: ">") else { continue }
      counts[String(piece[..<end]), default: 0] += 1
      total += 1
    }
  }

  /// Of the item that was submitted most often.
  var most: Int { counts.values.max() ?? 0 }
}
