import Foundation
import ImageCore
import TestSupport
import Testing

/// One line of `watch --format json`, as an independent reader sees it.
struct WatchLine: Decodable, Sendable {
  let event: String
  let asset: String?
  let source: String?
  let reason: String?
  let message: String?
  let failure: String?
  let path: String?
  let batch: Int?
  let calls: Int?
  let outputs: Int?
  let sources: Int?
  let waiting: Int?
  let window: String?
  let spentInDay: String?
  let resumesAt: String?
}

extension [WatchLine] {
  /// How often an asset was finished without failure.
  func made(_ asset: String) -> Int { count { $0.event == "assetFinished" && $0.asset == asset && $0.failure == nil } }

  func has(_ event: String) -> Bool { contains { $0.event == event } }

  func setAside(_ source: String) -> [String] {
    filter { $0.event == "setAside" && $0.source == source }.compactMap(\.reason)
  }

  /// Assets that were begun, one name for each time.
  var begun: [String] { filter { $0.event == "assetStarted" }.compactMap(\.asset) }

  /// Files that were written, one path for each time.
  var written: [String] { filter { $0.event == "outputWritten" }.compactMap(\.path) }

  var batches: Int { count { $0.event == "batchStarted" } }
}

/// `--status`, as an independent reader sees it.
struct WatchStatusReport: Decodable, Sendable {
  struct SetAside: Decodable, Sendable {
    let source: String
    let reason: String
  }

  let state: String
  let backend: String
  let sources: Int
  let unsettled: Int
  let waiting: Int
  let setAside: [SetAside]
  let batches: Int
  let calls: Int
  let spentInDay: String?
  let maxCost: String?
  let maxCostPerHour: String?
  let lastError: String?
}

/// A folder with a pipeline in it, for a watch to be let loose on.
struct WatchBench {
  let scratch: Scratch

  init(_ test: String = #function, pipeline: String = Self.local(), inMemory: Bool = false) throws {
    scratch = try Scratch(test, inMemory: inMemory)
    try scratch.write(pipeline, to: "p.yaml")
    try FileManager.default.createDirectory(atPath: "\(scratch.path)/in", withIntermediateDirectories: true)
  }

  /// A chain that makes no calls.
  static func local(
    sources: String = "in/**/*.{png,jpg}", output: String = "out", asset: String = "${source.stem}", extra: String = ""
  ) -> String {
    """
    version: 1
    name: inbox
    sources: \(sources)
    asset: \(asset)
    output: \(output)
    stages:
      - decode: ${source}
      - thumbnails:
          - {name: icon, longest: 8, format: png}
    \(extra)
    """
  }

  /// A chain with one paid call for each source.
  static func paid(_ gateway: String, sources: String = "in/**/*.{png,jpg}", output: String = "out") -> String {
    """
    version: 1
    name: inbox
    model: gemini-3.1-flash-image
    sources: \(sources)
    asset: ${source.stem}
    output: \(output)
    stages:
      - decode: ${source}
      - normalize: {longest: 64}
      - generate: {prompt: "A pier, source <${source.stem}>", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails:
          - {name: icon, longest: 8, format: png}
    \(gateway)
    """
  }

  /// A small picture; other seeds are other bytes.
  static func picture(_ seed: UInt64 = 1) throws -> [UInt8] {
    try encoded(TestPictures.noise(PixelSize(12, 9), seed: seed), as: FormatID("png"))
  }

  func add(_ name: String, seed: UInt64 = 1) throws { try scratch.write(try Self.picture(seed), to: "in/\(name)") }

  func path(_ name: String) -> String { "\(scratch.path)/\(name)" }

  /// Watches while `body` does things, ends the watch by a signal, and waits for the end.
  func watch(
    _ arguments: String..., settle: String = "0.05", launcher: [String] = [], _ body: (RunningProgram) async throws -> Void
  ) async throws -> Program.Ending {
    try await watch(arguments, settle: settle, launcher: launcher, body)
  }

  func watch(
    _ arguments: [String], settle: String = "0.05", launcher: [String] = [], _ body: (RunningProgram) async throws -> Void
  ) async throws -> Program.Ending {
    let all = ["watch", "p.yaml", "--settle", settle, "--format", "json"] + arguments
    return try await Program.running(all, in: scratch, launcher: launcher) { program in
      try await body(program)
      program.send(SIGTERM)
    }
  }

  /// Works on what is there and ends.
  func once(_ arguments: String...) async throws -> Program.Ending {
    try await Program.running(["watch", "p.yaml", "--settle", "0.05", "--once", "--format", "json"] + arguments, in: scratch) { _ in }
  }

  func status(_ name: String = "status.json") throws -> WatchStatusReport {
    try JSONDecoder().decode(WatchStatusReport.self, from: Data(try scratch.read(name)))
  }
}

extension RunningProgram {
  /// Waits until the events of a watch are as wanted. Ends without that only where the program ends.
  @discardableResult func events(
    _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, until isEnough: ([WatchLine]) -> Bool
  ) async -> [WatchLine] {
    var events: [WatchLine] = []
    var count = 0
    while !isEnough(events) {
      let lines = await outputLines(after: count)
      if lines.isEmpty { break }
      count += lines.count
      events += watchLines(lines)
    }
    #expect(isEnough(events), what, sourceLocation: sourceLocation)
    return events
  }

  /// Waits until an asset was made so often.
  @discardableResult func made(
    _ asset: String, times: Int = 1, sourceLocation: SourceLocation = #_sourceLocation
  ) async -> [WatchLine] {
    await events("the asset \(asset), \(times) times", sourceLocation: sourceLocation) { $0.made(asset) >= times }
  }

  /// Waits until the folders have been looked through for the first time.
  func isWatching() async { await events { $0.has("watching") } }
}

private func watchLines(_ lines: [String]) -> [WatchLine] {
  lines.compactMap { line in
    do {
      return try JSONDecoder().decode(WatchLine.self, from: Data(line.utf8))
    } catch {
      Issue.record("not an event: \(line): \(error)")
      return nil
    }
  }
}

extension Program.Ending {
  var watchEvents: [WatchLine] { watchLines(lines) }
}
