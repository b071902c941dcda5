import Diagnostics
import Execution
import ImageCore
import PipelineFixtures
import PipelineModel
import Planning
import Testing

@Suite struct LimitSettingTests {
  private func text(_ limits: String) -> String {
    """
    version: 1
    output: out
    sources: in.png
    asset: only
    \(limits)
    stages:
      - decode: ${source}
      - thumbnails: [{name: small, longest: 8, format: png}]
    """
  }

  @Test func `every limit has a name, is finite and can be set`() throws {
    // The struct's own fields, so that a new limit cannot be forgotten.
    let fields = Mirror(reflecting: DecodeLimits.standard).children.compactMap(\.label)
    #expect(DecodeLimits.settings.map(\.name).sorted() == fields.sorted())
    let bench = try PipelineBench()
    for (number, setting) in DecodeLimits.settings.enumerated() {
      #expect(DecodeLimits.range.contains(DecodeLimits.standard[keyPath: setting.path]))
      let limits = try #require(bench.load(text("limits: {\(setting.name): \(1000 + number)}")).pipeline).limits
      var expected = DecodeLimits.standard
      expected[keyPath: setting.path] = 1000 + number
      #expect(limits == expected, "\(setting.name)")
    }
    #expect(try #require(bench.load(text("")).pipeline).limits == .standard)
  }

  @Test func `a limit of the file counts in the plan and in the run`() async throws {
    let bench = try PipelineBench()
    try bench.writePicture("in.png", PixelSize(40, 30))
    let tight = text("limits: {pixels: 1199}")
    let planned = try await bench.plan(tight)
    #expect(planned.diagnostics.contains { $0.message.contains("1200 pixels, more than the 1199 allowed") })
    let failed = try await bench.run(tight)
    #expect((failed.summary.failed, failed.written.count { $0.hasSuffix(".png") }) == (1, 0))
    let fitting = try await bench.run(text("limits: {pixels: 1200}"))
    #expect((fitting.summary.failed, fitting.written.count { $0.hasSuffix(".png") }) == (0, 1))
  }

  @Test(arguments: [
    ("limits: {pixels: 0}", "invalid-value"), ("limits: {pixels: unlimited}", "invalid-value"),
    ("limits: {pixles: 5}", "unknown-key"), ("limits: none", "wrong-type"), ("limits: [1]", "wrong-type"),
  ])
  func `what is no limit is a mistake`(line: String, id: String) throws {
    let found = try PipelineBench().load(text(line)).diagnostics
    #expect(found.map(\.id.name) == [id], "\(found)")
    #expect(found.first?.position != nil)
  }
}
