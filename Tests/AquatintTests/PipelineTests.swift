import Aquatint
import Foundation
import Testing

/// What Swift programs see of a pipeline: public names only.
@Suite struct PipelineTests {
  private static let text = """
    version: 1
    name: pier
    model: gemini-3-pro-image
    matrix: {time: [dawn, dusk]}
    asset: ${time}
    output: out
    stages:
      - generate: {prompt: "A pier at ${time}", aspectRatio: "1:1", imageSize: 1K}
      - decode: result
      - thumbnails: [{name: icon, longest: 32, format: png}]
    """

  /// Runs `body` with the options of a process without variables in a folder of its own.
  private func inFolder(_ body: (Pipeline.Options, String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "aquatint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var options = Pipeline.Options()
    options.variables = [:]
    options.currentFolder = folder.path
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(options, folder.path))
    } catch {
      result = .failure(error)
    }
    try FileManager.default.removeItem(at: folder)
    try result.get()
  }

  @Test func `a pipeline from text is planned, run with its events, and listed by its manifest`() async throws {
    try await inFolder { options, folder in
      let pipeline = try Pipeline(text: Self.text, asFile: "pier.yaml", options: options)
      #expect(pipeline.name == "pier" && pipeline.assetNames == ["dawn", "dusk"])
      #expect(pipeline.outputFolder == folder + "/out")
      #expect(try pipeline.manifest() == nil)
      let plan = try await pipeline.plan()
      #expect(plan.calls == 2 && plan.hasWork && plan.cost == Money(nanos: 0)...Money(nanos: 0))
      #expect(plan.assets[0].steps.map(\.stage) == ["generate", "decode", "thumbnails"])
      #expect(plan.assets[0].steps[0].action == .call && plan.assets[0].steps[0].reason == .new)
      let counts = EventCounts()
      let summary = try await pipeline.run { events in
        for await event in events { await counts.add(event) }
      }
      #expect(summary.assets == 2 && summary.succeeded == 2 && summary.calls == 2 && summary.failures.isEmpty)
      #expect(await counts.planned == 1)
      #expect(await counts.calls == 2)
      #expect(await counts.made == ["dawn", "dusk"])
      let files = try #require(try pipeline.manifest()).files
      #expect(files.filter { $0.kind == .rendition }.map(\.path) == ["dawn/icon.png", "dusk/icon.png"])
      #expect(files.first { $0.kind == .rendition }?.width == 32)
      #expect(try await pipeline.plan().hasWork == false)
    }
  }

  @Test func `mistakes are typed and have their place`() async throws {
    try await inFolder { options, _ in
      let error = #expect(throws: PipelineError.self) {
        try Pipeline(text: "version: 1\noutput: out\nstages:\n  - blur: {}\n", asFile: "wrong.yaml", options: options)
      }
      guard case .rejected(let problems)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(problems.map(\.id) == ["unknown-stage"])
      #expect(problems.first?.path == "wrong.yaml" && problems.first?.line == 4 && problems.first?.severity == .error)
      let missing = #expect(throws: PipelineError.self) { try Pipeline(file: "none.yaml", options: options) }
      guard case .storage? = missing else {
        Issue.record("\(String(describing: missing))")
        return
      }
    }
  }

  @Test func `a request that is forbidden is a failure of its asset`() async throws {
    try await inFolder { options, _ in
      let pipeline = try Pipeline(text: Self.text, asFile: "pier.yaml", options: options)
      var frozen = RunOptions()
      frozen.isFrozen = true
      let summary = try await pipeline.run(frozen)
      #expect(summary.failed == 2 && summary.calls == 0 && summary.failures["dawn"]?.kind == .frozen)
    }
  }

  @Test func `what the listener throws stops the run and comes back`() async throws {
    struct Enough: Error {}
    try await inFolder { options, _ in
      let pipeline = try Pipeline(text: Self.text, asFile: "pier.yaml", options: options)
      await #expect(throws: Enough.self) {
        try await pipeline.run { events in
          for await _ in events { throw Enough() }
        }
      }
    }
  }
}

private actor EventCounts {
  private(set) var planned = 0
  private(set) var calls = 0
  private(set) var made: Set<String> = []

  func add(_ event: RunEvent) {
    switch event {
    case .planned: planned += 1
    case .callFinished(_, let outcome, _, _): if outcome == "picture" { calls += 1 }
    case .assetFinished(let asset, nil): made.insert(asset)
    default: break
    }
  }
}
