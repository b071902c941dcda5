import Foundation
import GatewayEmulator
import Testing

/// Machines that carry out the parts of one plan: processes with stores of their own, and one folder that all of them see.
struct PartBench {
  let scratch: Scratch
  let count: Int

  /// - Parameter count: of assets.
  init(_ scratch: Scratch, count: Int, gateway: String) async throws {
    self.scratch = scratch
    self.count = count
    try FileManager.default.createDirectory(atPath: "\(scratch.path)/shared", withIntermediateDirectories: true)
    try scratch.write(Self.pipeline(count: count, gateway: gateway), to: "parts.yaml")
    try await keepPlan()
  }

  static func pipeline(count: Int, gateway: String) -> String {
    """
    version: 1
    name: parts
    model: gemini-3.1-flash-image
    matrix:
      thing: [\((1...count).map { "t\($0)" }.joined(separator: ", "))]
    asset: ${thing}
    output: out
    provenance: none
    stages:
      - generate: {prompt: "A pier, case <${thing}>", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails:
          - {name: icon, longest: 16, format: png}
    \(gateway)
    """
  }

  func keepPlan() async throws {
    let planned = try await Program.run("plan", "parts.yaml", "--out", "plan.json", in: scratch)
    try #require(planned.code == 0, "\(planned.errors)")
  }

  static func arguments(_ part: String, store: String, _ more: [String] = []) -> [String] {
    ["run", "plan.json", "--shard", part, "--shared", "shared", "--store", store, "--format", "json"] + more
  }

  func run(_ part: String, store: String, _ more: String..., file: String = "plan.json") async throws -> Program.Ending {
    var arguments = Self.arguments(part, store: store, more)
    arguments[1] = file
    return try await Program.running(arguments, in: scratch) { _ in }
  }

  func merge(store: String = "merged") async throws -> Program.Ending {
    try await Program.run("merge", "plan.json", "--shared", "shared", "--store", store, "--format", "json", in: scratch)
  }

  func status() async throws -> (code: Int32, text: String) {
    let ending = try await Program.run("status", "plan.json", "--shared", "shared", in: scratch)
    return (ending.code, ending.output + ending.errors)
  }

  /// The originals and renditions in an output folder, by their paths.
  func pictures(in folder: String = "out") throws -> [String: String] {
    try scratch.files(in: folder).filter { $0.key.contains("/") }.mapValues(\.sha256)
  }

  /// What one machine makes of the same answers.
  func picturesOfOneMachine(store: String) async throws -> [String: String] {
    let ending = try await Program.run("run", "parts.yaml", "--output", "single", "--store", store, "--frozen", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    return try pictures(in: "single")
  }
}
