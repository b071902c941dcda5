import Foundation
import GatewayEmulator
import Testing

/// What a review does besides choosing: asking again at a confirmed price, and the local stages of what was chosen.
@Suite struct ReviewWorkTests {
  private static func pipeline(_ gateway: String) -> String {
    """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    matrix: {time: [dawn, dusk]}
    asset: ${time}
    output: out
    stages:
      - generate: {prompt: "A pier at ${time}", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails: [{name: icon, longest: 32, format: png}]
    deliver:
      - atlas: {to: game, name: items, rendition: icon}
    \(gateway)
    """
  }

  private struct Offer: Decodable {
    let id: String
    let assets: [String]
    let calls: Int
    let high: String?
  }

  private struct State: Decodable {
    let working: Bool
    let said: String
    let choices: [Choice]
    struct Choice: Decodable { let asset: String }
  }

  private func decoded<Value: Decodable>(_ answer: ReviewPage.Answer) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(answer.body.utf8))
  }

  /// Waits for the end of the work that was begun.
  private func finished(_ page: ReviewPage) async throws -> State {
    while true {
      let state: State = try decoded(try page.ask("/state/-1"))
      if !state.working { return state }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  @Test func `a redo is sent at its price and only when it was confirmed, and its note stays in the prompt`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      let made = try await Program.run("run", "pier.yaml", in: scratch)
      #expect(made.code == 0, "\(made.errors)")
      let ending = try await ReviewPage.reviewing(scratch, ["--max-cost", "1"]) { page in
        let marked = try page.ask("/choice", ["--data", #"{"asset":"dusk","note":"With a lantern."}"#])
        #expect(marked.status == 200, "\(marked.body)")
        let plan = try await Program.run("plan", "pier.yaml", "--detailed-exitcode", in: scratch)
        #expect(plan.code == 0, "a draft is read by no plan")
        let offer: Offer = try decoded(try page.ask("/redo"))
        #expect(offer.assets == ["dusk"] && offer.calls == 1 && offer.high != nil && offer.high != "0")
        let forged = try page.ask("/redo", ["--data", #"{"id":"0000000000000000"}"#])
        #expect(forged.status == 409, "\(forged.body)")
        #expect(await emulator.requests.count == 2)
        let sent = try page.ask("/redo", ["--data", #"{"id":"\#(offer.id)"}"#])
        #expect(sent.status == 200, "\(sent.body)")
        let state = try await finished(page)
        #expect(state.said.hasPrefix("1 asset made, 1 call, "), "\(state.said)")
        #expect(state.choices.isEmpty, "what was asked for is no draft any more")
      }
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(await emulator.requests.map(\.prompt).dropFirst(2) == ["A pier at dusk\nWith a lantern."])
      #expect(String(decoding: try scratch.read("pier.lock.yaml"), as: UTF8.self).contains("notes:\n  \"dusk\": \"With a lantern.\"\n"))
      let run = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(try run.summary.calls == 0, "\(run.output)")
    }
  }

  @Test func `nothing is sent beyond what the review may cost`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      #expect(try await Program.run("run", "pier.yaml", in: scratch).code == 0)
      let ending = try await ReviewPage.reviewing(scratch, ["--max-cost", "0.001"]) { page in
        let marked = try page.ask("/choice", ["--data", #"{"asset":"dusk","note":""}"#])
        #expect(marked.status == 200, "\(marked.body)")
        let offer = try page.ask("/redo")
        #expect(offer.status == 409 && offer.body.contains("--max-cost 0.001"), "\(offer.body)")
      }
      #expect(ending.code == 0)
      #expect(await emulator.requests.count == 2)
    }
  }

  @Test func `what is rejected stays, but no delivery takes it, and applying is free`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(""), to: "pier.yaml")
    #expect(try await Program.run("run", "pier.yaml", in: scratch).code == 0)
    let whole = String(decoding: try scratch.read("out/game/items.json"), as: UTF8.self)
    #expect(whole.contains("dawn") && whole.contains("dusk"))
    let ending = try await ReviewPage.reviewing(scratch) { page in
      let rejected = try page.ask("/choice", ["--data", #"{"asset":"dawn","rejected":true}"#])
      #expect(rejected.status == 200, "\(rejected.body)")
      let begun = try page.ask("/apply", ["--data", "{}"])
      #expect(begun.status == 200, "\(begun.body)")
      let state = try await finished(page)
      #expect(state.said.contains(" 0 calls, 0 USD"), "\(state.said)")
    }
    #expect(ending.code == 0, "\(ending.errors)")
    let rest = String(decoding: try scratch.read("out/game/items.json"), as: UTF8.self)
    #expect(!rest.contains("dawn") && rest.contains("dusk"), "\(rest)")
    #expect(try !scratch.read("out/dawn/icon.png").isEmpty)
    #expect(try await Program.run("plan", "pier.yaml", "--detailed-exitcode", in: scratch).code == 0)
  }

  @Test func `two reviews and a person's own change of the lock file are all kept`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(""), to: "pier.yaml")
    #expect(try await Program.run("run", "pier.yaml", in: scratch).code == 0)
    _ = try await ReviewPage.reviewing(scratch) { first in
      _ = try await ReviewPage.reviewing(scratch) { second in
        let one = try first.ask("/choice", ["--data", #"{"asset":"dawn","rejected":true}"#])
        let two = try second.ask("/choice", ["--data", #"{"asset":"dusk","note":"Brighter"}"#])
        #expect(one.status == 200 && two.status == 200)
        for page in [first, second] {
          let state: State = try decoded(try page.ask("/state/-1"))
          #expect(state.choices.map(\.asset) == ["dawn", "dusk"])
        }
        try scratch.write("version: 3\nassets: {}\nrejected: []\n", to: "pier.lock.yaml")
        let state: State = try decoded(try first.ask("/state/-1"))
        #expect(state.choices.map(\.asset) == ["dusk"], "who takes a rejection out of the file takes it back")
        try scratch.write("version: 3\nassets: {}\nrejected: {a: b}\n", to: "pier.lock.yaml")
        let damaged = try second.ask("/choice", ["--data", #"{"asset":"dawn","rejected":true}"#])
        #expect(damaged.status == 503 && damaged.body.contains("is damaged"), "\(damaged.body)")
      }
    }
  }
}
