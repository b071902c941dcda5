import Foundation
import Testing

/// The page that `aquatint review pier.yaml` serves, asked as curl does.
struct ReviewPage: Sendable {
  struct Answer: Sendable {
    let status: Int
    let body: String
  }

  let base: String
  let token: String

  func url(_ path: String) -> String { "\(base)\(path)?token=\(token)" }

  /// Asks with the token.
  func ask(_ path: String, _ options: [String] = []) throws -> Answer { try Self.ask(url(path), options) }

  static func ask(_ url: String, _ options: [String] = []) throws -> Answer {
    let curl = Process()
    curl.executableURL = URL(filePath: "/usr/bin/env")
    curl.arguments =
      ["curl", "--silent", "--noproxy", "*", "--max-time", "60", "--path-as-is", "--write-out", "\n%{http_code}"] + options + [url]
    let output = Pipe()
    curl.standardOutput = output
    try curl.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    curl.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self)
    let status = try #require(text.split(separator: "\n").last.flatMap { Int($0) })
    return Answer(status: status, body: String(text.dropLast(4)))
  }

  /// Runs a review for the time of `body`, and ends it as Ctrl-C does.
  static func reviewing(
    _ scratch: Scratch, _ options: [String] = [], _ body: (ReviewPage) async throws -> Void
  ) async throws -> Program.Ending {
    try await Program.running(["review", "pier.yaml", "--no-open"] + options, in: scratch) { review in
      let line = try #require(await review.outputLine(containing: "http://127.0.0.1:"))
      let parts = line.components(separatedBy: "/?token=")
      try await body(ReviewPage(base: parts[0], token: try #require(parts.last)))
      review.send(SIGINT)
    }
  }
}
