import Foundation
import Testing

/// One line of `prepare --format json`, as an independent reader sees it.
struct PreparedLine: Decodable, Sendable {
  struct State: Decodable, Hashable, Sendable {
    let format: String
    let mediaType: String
    let width: Int
    let height: Int
    let bytes: Int
    let sha256: String
  }

  struct Step: Decodable, Hashable, Sendable {
    let action: String
    let reason: String
  }

  let event: String
  let source: String?
  let output: String?
  let passedThrough: Bool?
  let before: State?
  let after: State?
  let steps: [Step]?
  let notes: [String]?
  let sameBytesAs: String?
  let written: String?
  let record: String?
  let failure: String?
  let message: String?

  var actions: [String] { steps?.map(\.action) ?? [] }
}

/// The last line of `prepare --format json`.
struct PreparationSummary: Decodable, Hashable, Sendable {
  let event: String
  let inputs: Int
  let succeeded: Int
  let failed: Int
  let notDone: Int
  let copied: Int
  let outputs: Int
  let unchanged: Int
  let leftOut: Int
}

extension Program.Ending {
  /// The lines about inputs that `prepare --format json` printed.
  var prepared: [PreparedLine] {
    get throws {
      try lines.map { try JSONDecoder().decode(PreparedLine.self, from: Data($0.utf8)) }.filter {
        !["started", "summary"].contains($0.event)
      }
    }
  }

  var preparation: PreparationSummary {
    get throws { try JSONDecoder().decode(PreparationSummary.self, from: Data(try #require(lines.last).utf8)) }
  }
}

extension Scratch {
  /// Makes a symbolic link; both names are below the scratch folder.
  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: "\(path)/\(target)")
  }

  /// The names directly in a folder that are not hidden, sorted by bytes.
  func visible(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").filter { !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
