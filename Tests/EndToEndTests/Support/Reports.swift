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
    let changes: [Change]
    let outputs: [Output]
  }

  struct Change: Decodable, Hashable, Sendable {
    let field: String
    let before: String?
    let after: String?
  }

  struct Price: Decodable, Hashable, Sendable {
    let gateway: String
    let billed: Bool
    let listPrice: Bool
    let verifiedOn: String?
    let source: String?
  }

  struct Time: Decodable, Hashable, Sendable {
    let gateway: String
    let calls: Int
    let timedCalls: Int
    let medianMilliseconds: Int?
    let milliseconds: Int?
    let atLeast: Bool
  }

  struct Preparation: Decodable, Sendable {
    struct Ladder: Decodable, Hashable, Sendable {
      let size: String?
      let mediaTypes: [String]
      let opaqueMediaTypes: [String]
      let quality: Int
      let lowerQualities: [Int]
      let lastType: String?
      let smallestEdge: Int
      let maximumBytes: Int
    }

    struct Prepared: Decodable, Hashable, Sendable {
      let mediaType: String
      let size: String
      let bytes: Int
    }

    let asset: String
    let role: String
    let path: String?
    let mediaType: String?
    let size: String?
    let mayBeTransparent: Bool
    let ladder: Ladder
    let prepared: Prepared?
  }

  struct Request: Decodable, Hashable, Sendable {
    let asset: String
    let knownBytes: Int
    let openPictures: Int
    let mostBytes: Int
    let allowedBytes: Int
  }

  struct Warning: Decodable, Hashable, Sendable {
    let id: String
    let severity: String
    let line: Int?
  }

  struct Output: Decodable, Sendable {
    let name: String
    let path: String?
    let current: Bool
    let why: String
    let changes: [Change]
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
  let prices: [Price]
  let time: Time?
  let preparations: [Preparation]
  let requests: [Request]
  let warnings: [Warning]

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
    let rendition: String?
    /// Missing where the file is no picture.
    let width: Int?
    let height: Int?
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
