import Foundation
import GatewayEmulator
import Testing

/// A choice belongs to the request that it was made for, and is never lost.
@Suite struct RememberedChoiceTests {
  private static let lock = "pier.lock.yaml"

  private static func pipeline(_ gateway: String, prompt: String, variants: Int = 1) -> String {
    """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: "\(prompt)", aspectRatio: "1:1", imageSize: "512", variants: \(variants)}
      - decode: result
      - thumbnails: [{name: icon, longest: 32, format: png, provenance: xmp}]
    \(gateway)
    """
  }

  /// A pipeline over a gateway of this process, or over the emulator that the program starts by itself.
  private struct Scene {
    let scratch: Scratch
    let gateway: String
    var variants = 1

    func write(_ prompt: String) throws {
      try scratch.write(RememberedChoiceTests.pipeline(gateway, prompt: prompt, variants: variants), to: "pier.yaml")
    }

    func run(_ prompt: String? = nil, _ arguments: String..., calls: Int) async throws {
      if let prompt { try write(prompt) }
      let ending = try await Program.running(["run", "pier.yaml", "--format", "json"] + arguments, in: scratch) { _ in }
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(try ending.summary.calls == calls)
    }

    func tell(_ verb: String, _ arguments: String...) async throws -> String {
      let ending = try await Program.running([verb, "pier.yaml", "pier"] + arguments, in: scratch) { _ in }
      #expect(ending.code == 0, "\(ending.errors)")
      return ending.output
    }

    func icon(_ variant: Int = 1) throws -> [UInt8] { try scratch.read("out/pier/icon\(variant > 1 ? "-\(variant)" : "").png") }

    func calls() async throws -> [String] {
      let ending = try await Program.run("ledger", "history", "pier.yaml", "pier", in: scratch)
      return ending.output.split(separator: "\n").compactMap { $0.firstMatch(of: /[0-9a-f]{16}/).map { String($0.0) } }
    }

    func version() throws -> String? { try scratch.text(RememberedChoiceTests.lock).firstMatch(of: /version: (\d)/).map { String($0.1) } }
  }

  /// Without a gateway of its own the pipeline asks the program's emulator, whose choices stand in the store.
  private func withScene(isReal: Bool, variants: Int = 1, _ body: (Scene) async throws -> Void) async throws {
    let scratch = try Scratch()
    guard isReal else {
      try await body(Scene(scratch: scratch, gateway: "", variants: variants))
      return
    }
    try await withGateway { try await body(Scene(scratch: scratch, gateway: $0.gateway, variants: variants)) }
  }

  @Test(arguments: [true, false])
  func `a picture that was picked comes back with its prompt`(isReal: Bool) async throws {
    try await withScene(isReal: isReal) { scene in
      try await scene.run("A pier", calls: 1)
      let first = try scene.icon()
      try await scene.run(nil, "--refresh", "pier", calls: 1)
      #expect(try scene.icon() != first)
      let call = try #require(try await scene.calls().first)
      _ = try await scene.tell("pick", call)
      try await scene.run(calls: 0)
      #expect(try scene.icon() == first)
      if isReal { #expect(try scene.version() == "1") }

      try await scene.run("A bridge", calls: 1)
      if isReal { #expect(try scene.version() == "2", "an older program would cut it short") }
      try scene.write("A pier")
      let plan = try await Program.run("plan", "pier.yaml", "--format", "json", in: scene.scratch).plan
      #expect(plan.calls == 0)
      try await scene.run(calls: 0)
      #expect(try scene.icon() == first, "it is shown again")
      if isReal { #expect(try scene.version() == "1", "nothing is left to remember") }

      // The same after the present picture was accepted for another prompt.
      try scene.write("A long pier")
      let accepted = try await Program.run("accept", "pier.yaml", "*", in: scene.scratch)
      #expect(accepted.output.hasPrefix("1 answer kept"), "\(accepted.errors)")
      try await scene.run(calls: 0)
      #expect(try scene.icon() == first)
      try await scene.run("A pier", calls: 0)
      #expect(try scene.icon() == first)
      try await scene.run("A long pier", calls: 0)
      #expect(try scene.icon() == first)
    }
  }

  @Test(arguments: [true, false])
  func `what needs no choice is not remembered, and the lock file stays one that every version reads`(isReal: Bool) async throws {
    try await withScene(isReal: isReal) { scene in
      try await scene.run("A pier", calls: 1)
      let first = try scene.icon()
      try await scene.run("A bridge", calls: 1)
      if isReal { #expect(try scene.version() == "1") }
      try await scene.run("A pier", calls: 0)
      #expect(try scene.icon() == first)
    }
  }

  @Test(arguments: [true, false])
  func `a variant is picked by its number and given back`(isReal: Bool) async throws {
    try await withScene(isReal: isReal, variants: 2) { scene in
      try await scene.run("A pier", calls: 2)
      let icons = [try scene.icon(1), try scene.icon(2)]
      #expect(try await scene.tell("unpick").hasPrefix("nothing was picked for 'pier'; it shows "))
      #expect(try await scene.tell("pick", "2").contains("`aquatint run pier.yaml` writes its files"))
      #expect(try await scene.tell("pick", "2").contains("already"))
      try await scene.run(calls: 0)
      #expect(try [scene.icon(1), scene.icon(2)] == icons.reversed())
      // Prompt B and back: the variants stay where they were put.
      try await scene.run("A bridge", calls: 2)
      try await scene.run("A pier", calls: 0)
      #expect(try [scene.icon(1), scene.icon(2)] == icons.reversed())
      #expect(try await scene.tell("pick", "1").contains("shows"))
      try await scene.run(calls: 0)
      #expect(try [scene.icon(1), scene.icon(2)] == icons)

      _ = try await scene.tell("pick", "2")
      let told = try await scene.tell("unpick", "--format", "json")
      #expect(told.contains(#""changed":true"#) && told.contains(#""asset":"pier""#), "\(told)")
      try await scene.run(calls: 0)
      #expect(try [scene.icon(1), scene.icon(2)] == icons)
    }
  }

  @Test(arguments: ["3", "0", "99"])
  func `a variant that is not there is named`(_ number: String) async throws {
    try await withScene(isReal: false, variants: 2) { scene in
      try await scene.run("A pier", calls: 2)
      let ending = try await Program.run("pick", "pier.yaml", "pier", number, in: scene.scratch)
      #expect(ending.code == 2)
      #expect(ending.errors.contains("'pier' has 2 variants, none of the number \(number)"), "\(ending.errors)")
    }
  }

  @Test func `taking back an accepted picture says that the next run asks`() async throws {
    try await withScene(isReal: true) { scene in
      try await scene.run("A pier", calls: 1)
      try scene.write("A long pier")
      _ = try await Program.run("accept", "pier.yaml", "*", in: scene.scratch)
      #expect(try await scene.tell("unpick").contains("shows no answer again; `aquatint run pier.yaml` asks for one"))
      try await scene.run(calls: 1)
    }
  }

  @Test func `choices that several processes make at once are all kept`() async throws {
    let scratch = try Scratch()
    let names = (1...6).map { "n\($0)" }
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: names), to: "shapes.yaml")
      for arguments in [[], ["--refresh", "*"]] {
        #expect(try await Program.running(["run", "shapes.yaml"] + arguments, in: scratch) { _ in }.code == 0)
      }
      var first: [String: String] = [:]
      for name in names {
        let history = try await Program.run("ledger", "history", "shapes.yaml", name, in: scratch).output
        first[name] = try String(#require(history.firstMatch(of: /[0-9a-f]{16}/)).0)
      }
      try await withThrowingTaskGroup(of: Int32.self) { group in
        for (name, call) in first { group.addTask { try await Program.run("pick", "shapes.yaml", name, call, in: scratch).code } }
        for try await code in group { #expect(code == 0) }
      }
      let lock = try scratch.text("shapes.lock.yaml")
      for (name, call) in first { #expect(lock.contains(call), "\(name)") }
      #expect(try !scratch.names().contains { $0.hasSuffix(".tmp") })
    }
  }

  @Test(arguments: [".", "..", "store"])
  func `the lock file is never kept out of version control`(store: String) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, prompt: "A pier"), to: "project/pier.yaml")
      // A store that was made before the pipeline came into its folder.
      if store == "." { try scratch.write("*\n", to: "project/.gitignore") }
      let ending = try await Program.run(
        "run", "project/pier.yaml", "--store", store == ".." ? "." : "project/\(store)", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(scratch.exists("project/pier.lock.yaml"))
      for folder in [".", "project"] where scratch.exists("\(folder)/.gitignore") {
        let rules = try scratch.text("\(folder)/.gitignore").split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(rules.allSatisfy { $0.hasPrefix("/") && !$0.contains("pier") && !$0.hasPrefix("/project") && $0 != "/*" }, "\(rules)")
      }
      if store == "store" { #expect(try scratch.text("project/store/.gitignore") == "*\n") }
    }
  }
}
