import Execution
import PipelineFixtures
import PipelineModel
import Planning
import Runs
import Storage
import SystemPackage
import TestSupport
import Testing

@Suite struct KeptPlanTests {
  private static let text = RunBench.pipeline(["cup", "jug"])

  /// The plan as a file, made now.
  private func keep(_ bench: RunBench, _ text: String) async throws -> KeptPlan {
    let plan = try #require(try await bench.bench.plan(text).plan)
    let path = bench.bench.folder.path(of: "kept.json")
    let options = KeptPlan.Options(
      gateway: [], model: nil, set: [], only: [], skip: [], refresh: [], output: nil, store: plan.pipeline.store.string)
    try KeptPlan(plan, of: bench.bench.folder.path(of: "shop.yaml"), bytes: Array(text.utf8), options: options).write(to: path)
    let bytes = try bench.bench.folder.read("kept.json")
    #expect(KeptPlan.isOne(bytes))
    return try KeptPlan(reading: bytes)
  }

  @Test func `a kept plan is carried out, and nothing beside it`() async throws {
    let bench = try RunBench()
    let kept = try await keep(bench, RunBench.pipeline(["cup"]))
    let outcome = try await bench.run(Self.text) { order in
      do {
        order.approved = try ApprovedPlan(kept) { Array(RunBench.pipeline(["cup"]).utf8) }
      } catch {
        Issue.record("\(error)")
      }
    }
    #expect((outcome.summary.succeeded, outcome.summary.calls) == (1, 1), "the jug was not planned")
  }

  @Test func `a changed pipeline file is not the one that was planned`() async throws {
    let bench = try RunBench()
    let kept = try await keep(bench, Self.text)
    #expect(throws: KeptPlanProblem.pipelineChanged(kept.pipeline)) { try ApprovedPlan(kept) { Array("version: 1".utf8) } }
  }

  @Test(
    arguments: [
      (#"{"aquatintPlan": 1}"#, KeptPlanProblem.unreadable),
      (
        #"{"aquatintPlan":9,"pipeline":"/p","sha256":"","options":{"gateway":[],"set":[],"only":[],"skip":[],"refresh":[],"store":"/s"},"calls":0,"callsAtMost":0,"assets":[]}"#,
        .otherVersion
      ),
    ])
  func `a file that is no plan of ours says what is wrong with it`(text: String, problem: KeptPlanProblem) {
    #expect(KeptPlan.isOne(Array(text.utf8)))
    #expect(throws: problem) { try KeptPlan(reading: Array(text.utf8)) }
  }

  @Test func `a kept plan of any size is read again, a piece at a time`() async throws {
    let bench = try RunBench()
    _ = try await keep(bench, Self.text)
    let small = String(decoding: try bench.bench.folder.read("kept.json"), as: UTF8.self)
    let request = #"{"attempts":0,"key":"\#(String(repeating: "ab", count: 32))"}"#
    let assets = (0..<100_000).map { #"{"name":"asset number \#($0) of a hundred thousand, with a long name","requests":[\#(request)]}"# }
    let large = small.replacing("\"assets\" : [", with: "\"assets\" : [" + assets.joined(separator: ",") + ",", maxReplacements: 1)
    #expect(large.utf8.count > 16 << 20)
    try bench.bench.folder.write(large, to: "large.json")
    let kept = try KeptPlan(readingFileAt: bench.bench.folder.path(of: "large.json"))
    _ = try ApprovedPlan(kept) { Array(Self.text.utf8) }
    #expect(throws: KeptPlanProblem.unreadable) { try KeptPlan(readingFileAt: bench.bench.folder.path(of: "missing.json")) }
  }

  @Test func `a plan whose numbers do not go together is damaged`() async throws {
    let bench = try RunBench()
    _ = try await keep(bench, Self.text)
    let damaged = String(decoding: try bench.bench.folder.read("kept.json"), as: UTF8.self).replacing(
      /"key" : "[0-9a-f]{8}/, with: "\"key\" : \"x")
    let kept = try KeptPlan(reading: Array(damaged.utf8))
    #expect(throws: KeptPlanProblem.damaged) { try ApprovedPlan(kept) { Array(Self.text.utf8) } }
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func `whatever a kept plan says, it is read or refused`(_ seed: UInt64) async throws {
    let bench = try RunBench()
    _ = try await keep(bench, Self.text)
    for bytes in Mutations(of: try bench.bench.folder.read("kept.json"), seed: seed, count: 500) {
      do {
        _ = try ApprovedPlan(try KeptPlan(reading: bytes)) { Array(Self.text.utf8) }
      } catch {
        #expect(error is KeptPlanProblem, "\(error)")
      }
    }
  }
}
