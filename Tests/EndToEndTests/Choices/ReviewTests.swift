import Foundation
import Testing

/// The page on a port of this machine: who may use it, and what becomes of choices.
@Suite struct ReviewTests {
  private static let pipeline = """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    matrix: {time: [dawn, dusk]}
    asset: ${time}
    output: out
    stages:
      - generate: {prompt: "A pier at ${time}", aspectRatio: "1:1", imageSize: "512", variants: 2}
      - decode: result
      - thumbnails: [{name: icon, longest: 32, format: png}]
    """

  private struct State: Decodable {
    struct Choice: Decodable, Hashable {
      let asset: String
      var exchange: String?
      var rejected: Bool?
      var note: String?
    }

    let version: Int
    let choices: [Choice]
  }

  private struct History: Decodable {
    struct Attempt: Decodable {
      let id: String
      let variant: Int
    }

    let attempts: [Attempt]
  }

  /// The call that made a variant.
  private func call(_ variant: Int, of asset: String, in scratch: Scratch) async throws -> String {
    let ending = try await Program.run("ledger", "history", "pier.yaml", asset, "--format", "json", in: scratch)
    let history = try JSONDecoder().decode(History.self, from: Data(ending.output.utf8))
    return try #require(history.attempts.first { $0.variant == variant }?.id)
  }

  private func reviewing(_ scratch: Scratch, _ body: (ReviewPage) async throws -> Void) async throws -> Program.Ending {
    try await ReviewPage.reviewing(scratch, [], body)
  }

  private func ask(_ url: String, _ options: [String] = []) throws -> ReviewPage.Answer { try ReviewPage.ask(url, options) }

  private func made() async throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "pier.yaml")
    #expect(try await Program.run("run", "pier.yaml", in: scratch).code == 0)
    return scratch
  }

  @Test func `a choice is saved at once, seen by others, and written by the next run for nothing`() async throws {
    let scratch = try await made()
    let second = try await call(2, of: "dusk", in: scratch)
    let before = try scratch.read("out/dusk/icon-2.png")
    let ending = try await reviewing(scratch) { page in
      let sheet = try ask(page.url("/"))
      #expect(sheet.status == 200 && sheet.body.contains("data-review="))
      let saved = try ask(page.url("/choice"), ["--data", #"{"asset":"dusk","exchange":"\#(second)"}"#])
      #expect(saved.status == 200, "\(saved.body)")
      #expect(try ask(page.url("/choice"), ["--data", #"{"asset":"dawn","rejected":true}"#]).status == 200)
      let state = try JSONDecoder().decode(State.self, from: Data(try ask(page.url("/state/-1")).body.utf8))
      #expect(state.choices == [.init(asset: "dawn", rejected: true), .init(asset: "dusk", exchange: second)])
      #expect(String(decoding: try scratch.read("pier.lock.yaml"), as: UTF8.self).contains("rejected:\n  - \"dawn\"\n"))
    }
    #expect(ending.code == 0, "\(ending.errors)")
    let run = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
    #expect(run.code == 0)
    #expect(try run.summary.calls == 0)
    #expect(try scratch.read("out/dusk/icon.png") == before)
    _ = try await reviewing(scratch) { page in
      let state = try JSONDecoder().decode(State.self, from: Data(try ask(page.url("/state/-1")).body.utf8))
      #expect(state.choices.count == 2, "the next review knows them")
    }
  }

  @Test func `without the token, or from a foreign host or origin, nothing is answered and nothing changes`() async throws {
    let scratch = try await made()
    let second = try await call(2, of: "dusk", in: scratch)
    _ = try await reviewing(scratch) { page in
      let body = #"{"asset":"dusk","exchange":"\#(second)"}"#
      let forged: [(url: String, options: [String])] = [
        (page.base + "/", []), (page.base + "/?token=" + String(repeating: "0", count: 64), []), (page.base + "/out/dusk/icon.png", []),
        (page.url("/"), ["-H", "Host: shop.example"]), (page.url("/"), ["-H", "Host: shop.example:80"]),
        (page.url("/"), ["-H", "Sec-Fetch-Site: cross-site"]), (page.base + "/choice", ["--data", body]),
        (page.url("/choice"), ["-H", "Origin: https://shop.example", "--data", body]),
        (page.url("/choice"), ["-H", "Origin: null", "--data", body]),
      ]
      for (url, options) in forged { #expect(try ask(url, options).status == 403, "\(url) \(options)") }
      let state = try JSONDecoder().decode(State.self, from: Data(try ask(page.url("/state/-1")).body.utf8))
      #expect(state.choices.isEmpty)
    }
    #expect(try await Program.run("plan", "pier.yaml", "--detailed-exitcode", in: scratch).code == 0)
  }

  @Test func `only the pictures of the page are served`() async throws {
    let scratch = try await made()
    try scratch.write("secret", to: "out/secret.txt")
    _ = try await reviewing(scratch) { page in
      let picture = try ask(page.url("/dusk/icon.png"))
      #expect(picture.status == 200)
      for path in [
        "/secret.txt", "/pier.yaml", "/../pier.yaml", "/dusk/../../pier.yaml", "/%2e%2e/pier.yaml", "/manifest.json", "//etc/passwd",
      ] {
        let answer = try ask(page.url(path))
        #expect(answer.status == 404, "\(path)")
      }
      for (body, status) in [
        (#"{"asset":"noon","rejected":true}"#, 409), (#"{"asset":"dusk","exchange":"0123456789abcdef"}"#, 409), ("no decision", 400),
      ] {
        let answer = try ask(page.url("/choice"), ["--data", body])
        #expect(answer.status == status, "\(body)")
      }
    }
  }

  @Test func `a port in use ends with 3`() async throws {
    let scratch = try await made()
    _ = try await reviewing(scratch) { page in
      let port = try #require(page.base.split(separator: ":").last)
      let other = try await Program.run("review", "pier.yaml", "--no-open", "--port", "\(port)", in: scratch)
      #expect(other.code == 3 && other.errors.contains("cannot listen on port \(port)"), "\(other.errors)")
    }
  }

  // MARK: lists

  @Test func `choices are made from a list, and what is wrong in it is said line by line`() async throws {
    let scratch = try await made()
    let second = try await call(2, of: "dawn", in: scratch)
    try scratch.write("# mine\ndawn \(second)\n\ndusk 2\nnoon 1\ndusk 7\ndusk\n", to: "list.txt")
    let launcher = ["/bin/sh", "-c", "exec \"$0\" pick pier.yaml - <list.txt"]
    let picked = try await Program.running([], in: scratch, launcher: launcher) { _ in }
    #expect(picked.code == 1)
    #expect(picked.output.hasPrefix("2 assets changed, 3 not done; "), "\(picked.output)")
    #expect(picked.errors.contains("line 5: there is no asset 'noon'"), "\(picked.errors)")
    #expect(picked.errors.contains("line 6: 'dusk' has 2 variants, none of the number 7"), "\(picked.errors)")
    #expect(picked.errors.contains("line 7: 'dusk' has no choice behind it"), "\(picked.errors)")
    let run = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
    #expect(try run.summary.calls == 0)
  }

  @Test func `what the page exports is taken in`() async throws {
    let scratch = try await made()
    let second = try await call(2, of: "dawn", in: scratch)
    let exported =
      #"{"format":"aquatint-choices/1","pipeline":"pier","choices":[{"asset":"dawn","exchange":"\#(second)"},{"asset":"dusk","rejected":true}]}"#
    try scratch.write(exported, to: "choices.json")
    let picked = try await Program.run("pick", "pier.yaml", "--from", "choices.json", in: scratch)
    #expect(picked.code == 0 && picked.output.hasPrefix("2 assets changed; "), "\(picked.output) \(picked.errors)")
    let again = try await Program.run("pick", "pier.yaml", "--from", "choices.json", "--format", "json", in: scratch)
    #expect(again.code == 0 && again.output.contains("aquatint-picks/1"), "\(again.errors)")
    #expect(String(decoding: try scratch.read("pier.lock.yaml"), as: UTF8.self).hasSuffix("rejected:\n  - \"dusk\"\n"))
    try scratch.write("{}", to: "choices.json")
    let wrong = try await Program.run("pick", "pier.yaml", "--from", "choices.json", in: scratch)
    #expect(wrong.code == 2 && wrong.errors.contains("is no file of choices"), "\(wrong.errors)")
  }
}
