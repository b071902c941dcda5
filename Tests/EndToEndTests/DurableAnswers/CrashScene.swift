import GatewayEmulator
import Storage
import Testing

/// A pipeline of four assets: one is made before the crash; of the others one is answered, one is refused, and one loses its connection.
struct CrashScene {
  static let early = "early"
  static let good = "good"
  static let refused = "refused"
  static let lost = "lost"
  static let names = [early, good, refused, lost]

  static let rules: [EmulatorScript.Rule] = [
    .init(prompt: "<\(refused)>", .status(400)), .init(prompt: "<\(lost)>", .resetAfterReading),
  ]

  let scratch: Scratch
  let emulator: RunningEmulator

  init(_ scratch: Scratch, _ emulator: RunningEmulator, cases: [String] = names) throws {
    self.scratch = scratch
    self.emulator = emulator
    try write(cases: cases)
  }

  func write(cases: [String]) throws {
    try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: cases), to: "shapes.yaml")
  }

  func run(_ arguments: String..., crashingAt point: CrashPoint? = nil) async throws -> Program.Ending {
    let variables = point.map { ["AQUATINT_CRASH_AT": $0.rawValue] } ?? [:]
    return try await Program.running(
      ["run", "shapes.yaml", "--jobs", "1", "--format", "json"] + arguments, in: scratch, environment: variables
    ) { _ in }
  }

  /// How often each asset's request reached the gateway.
  func requests() async -> [String: Int] {
    var counts: [String: Int] = [:]
    for request in await emulator.requests {
      let body = String(decoding: request.body, as: UTF8.self)
      for name in Self.names where body.contains("<\(name)>") { counts[name, default: 0] += 1 }
    }
    return counts
  }

  /// Files have their name only when they are whole, in the output folder and in the store.
  func expectWholeFiles(_ when: Comment) throws {
    for name in try scratch.names(in: "out") where !name.contains(".aquatint-") {
      let bytes = try scratch.read("out/\(name)")
      if name == "manifest.json" {
        #expect(throws: Never.self, "\(when): the manifest is whole") { try scratch.manifest() }
      } else if name == "index.html" {
        #expect(String(decoding: bytes.suffix(9), as: UTF8.self).contains("</html>"), "\(when): the contact sheet is whole")
      } else {
        #expect(throws: Never.self, "\(when): \(name) is whole") { try pixels(bytes) }
      }
    }
    for (name, state) in try scratch.files(in: ".aquatint/blobs") {
      #expect(name.replacing("/", with: "") == state.sha256, "\(when): stored files are what their names say")
    }
  }

  /// The store opens, contradicts itself nowhere, and holds every answer that it names.
  func expectConsistentStore(_ when: Comment) async throws -> [Exchange] {
    let store = try await Store.openReadOnly("\(scratch.path)/.aquatint")
    #expect(try await store.problems(readsContents: true) == [], "\(when)")
    return try await store.ledger.allExchanges()
  }

  /// Every file that the manifest lists is there as it says.
  func expectManifestHolds(_ when: Comment) throws {
    for file in try scratch.manifest().files {
      #expect(sha256(try scratch.read("out/\(file.path)")) == file.sha256, "\(when): \(file.path)")
    }
  }
}
