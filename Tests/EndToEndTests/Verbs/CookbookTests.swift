import Foundation
import TestSupport
import Testing

/// The pipelines that come with the program, run as they are.
@Suite struct CookbookTests {
  static func files() throws -> [String] {
    try TestFiles.contents(of: TestFiles.packageRoot + "/Pipelines").filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".lock.yaml") }
  }

  @Test func `the cookbook has the tasks that its page lists`() throws {
    let names = try Self.files().map(TestFiles.name)
    #expect(names.count >= 10)
    let page = String(decoding: try TestFiles.bytes(at: TestFiles.packageRoot + "/Pipelines/README.md"), as: UTF8.self)
    for name in names { #expect(page.contains("[\(name)](\(name))"), "\(name) is not on the page") }
  }

  @Test(arguments: try files()) func `a recipe is planned and run on the emulator`(_ path: String) async throws {
    let scratch = try Scratch()
    #expect(try await Program.run("check", path, in: scratch).code == 0)
    let places = ["--gateway", "emulator", "--store", "\(scratch.path)/store", "--output", "\(scratch.path)/out", "--format", "json"]
    let planned = try await Program.running(["plan", path] + places, in: scratch) { _ in }
    #expect(planned.code == 0, "\(planned.errors)")
    let plan = try planned.plan
    #expect(!plan.assets.isEmpty && plan.cost?.high == "0")
    // Two assets show that it works; all of them would show no more.
    let some = plan.assets.prefix(2).flatMap { ["--only", $0.name] }
    let ran = try await Program.running(["run", path] + places + some, in: scratch) { _ in }
    #expect(ran.code == 0, "\(ran.errors)")
    let summary = try ran.summary
    #expect(summary.succeeded == min(2, plan.assets.count) && summary.failed == 0 && summary.outputs > 0)
    let again = try await Program.running(["run", path] + places + some, in: scratch) { _ in }
    #expect(try again.summary.calls == 0)
  }
}
