import Foundation
import Testing

/// One line of `run --format json`, as an independent reader sees it.
struct Event: Decodable, Sendable {
  let event: String
  let asset: String?
  let path: String?
  let outcome: String?
  let exchange: String?
  let failure: String?
  let stage: String?
  let message: String?
  let size: String?
}

/// The last line of `run --format json`.
struct Summary: Decodable, Hashable, Sendable {
  let event: String
  let assets: Int
  let succeeded: Int
  let failed: Int
  let calls: Int
  let reused: Int
  let outputs: Int
}

/// The object that `plan --format json` prints.
struct PlanReport: Decodable, Sendable {
  struct Asset: Decodable, Sendable {
    let name: String
    let problem: String?
    let steps: [Step]
  }

  struct Step: Decodable, Sendable {
    let stage: String
    let status: String
    let why: String
    let outputs: [Output]
  }

  struct Output: Decodable, Sendable {
    let name: String
    let path: String?
    let current: Bool
    let why: String
  }

  struct Cost: Decodable, Sendable {
    let currency: String
    let low: String
    let high: String
  }

  let assets: [Asset]
  let calls: Int
  let callsAtMost: Int
  let reused: Int
  let cost: Cost?

  func step(_ stage: String, of asset: String) -> Step? {
    assets.first { $0.name == asset }?.steps.first { $0.stage == stage }
  }
}

/// `manifest.json`.
struct ManifestReport: Decodable, Sendable {
  struct File: Decodable, Sendable {
    struct Parent: Decodable, Hashable, Sendable {
      let kind: String
      let name: String
      let sha256: String?
    }

    struct Alternate: Decodable, Sendable {
      let sha256: String
      let thought: Bool
    }

    let path: String
    let asset: String
    let variant: Int
    let kind: String
    let sha256: String
    let bytes: Int
    let width: Int
    let height: Int
    let parents: [Parent]
    let alternates: [Alternate]?
  }

  let pipeline: String
  let files: [File]

  subscript(path: String) -> File? { files.first { $0.path == path } }
}

/// One line of diagnostics as JSON.
struct DiagnosticReport: Decodable, Sendable {
  let path: String
  let line: Int?
  let column: Int?
  let severity: String
  let id: String
  let message: String
}

private func decode<Value: Decodable>(_ line: String) throws -> Value {
  try JSONDecoder().decode(Value.self, from: Data(line.utf8))
}

extension Program.Ending {
  var events: [Event] { get throws { try lines.map { try decode($0) } } }

  /// The summary, which has to be the last line.
  var summary: Summary {
    get throws {
      let summary: Summary = try decode(try #require(lines.last, "there is no output: \(errors)"))
      #expect(summary.event == "summary")
      return summary
    }
  }

  var plan: PlanReport {
    get throws {
      #expect(lines.count == 1)
      return try decode(output)
    }
  }

  var diagnostics: [DiagnosticReport] { get throws { try errors.split(separator: "\n").map { try decode(String($0)) } } }

  /// The names of the failures, by asset.
  var failures: [String: String] {
    get throws {
      var found: [String: String] = [:]
      for event in try events where event.event == "assetFinished" {
        if let asset = event.asset, let failure = event.failure { found[asset] = failure }
      }
      return found
    }
  }
}

extension Scratch {
  func manifest(in output: String = "out") throws -> ManifestReport {
    try JSONDecoder().decode(ManifestReport.self, from: Data(try read("\(output)/manifest.json")))
  }
}
