import GatewayEmulator
import Testing

/// Answers without a picture: each has its name and fails alone. Five of them are asked for once more, no other is.
@Suite struct AnswerFailureTests {
  private static let failures: [(name: String, fault: Fault, failure: String)] = [
    ("truncated", .truncatedPicture, "truncated-picture"), ("no-picture", .notAPicture, "not-a-picture"),
    ("text", .textOnly(), "text-only"), ("link", .markdownLink("https://pictures.invalid/1.png"), "linked-picture"),
    ("file", .fileLink("https://pictures.invalid/1.png"), "linked-picture"),
    ("blocked", .blocked(), "blocked-prompt"), ("no-candidates", .noCandidates, "no-candidates"),
    ("error-inside", .errorInside(500), "error-in-answer"), ("no-json", .body("<html>not JSON</html>"), "malformed-answer"),
    ("half-json", .body(#"{"candidates":[{"content":{"parts":[{"inl"#), "malformed-answer"), ("empty-object", .body("{}"), "unknown-shape"),
    ("image-safety", .finishReason("IMAGE_SAFETY"), "image-safety"), ("safety", .finishReason("SAFETY"), "safety"),
    ("prohibited", .finishReason("PROHIBITED_CONTENT"), "prohibited-content"),
    ("image-prohibited", .finishReason("IMAGE_PROHIBITED_CONTENT"), "image-prohibited-content"),
    ("recitation", .finishReason("RECITATION"), "recitation"), ("image-recitation", .finishReason("IMAGE_RECITATION"), "image-recitation"),
    ("no-image", .finishReason("NO_IMAGE"), "no-image"), ("image-other", .finishReason("IMAGE_OTHER"), "image-other"),
    ("other", .finishReason("OTHER"), "other"), ("max-tokens", .finishReason("MAX_TOKENS"), "max-tokens"),
    ("language", .finishReason("LANGUAGE"), "language"), ("new-reason", .finishReason("SOMETHING_NEW"), "unknown-reason"),
    ("nothing", .finishReason("STOP"), "empty"),
  ]

  @Test func `each fails under its name, the others are made, and the next run asks for nothing`() async throws {
    let scratch = try Scratch()
    let expected = Dictionary(uniqueKeysWithValues: Self.failures.map { ($0.name, $0.failure) })
    try await withGateway(script: AnswerShapeTests.rules(Self.failures.map { ($0.name, $0.fault) })) { emulator in
      let cases = ["good"] + Self.failures.map(\.name) + ["good-too"]
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: cases), to: "shapes.yaml")
      let first = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(first.code == 1)
      #expect(try first.failures == expected)
      let summary = try first.summary
      #expect((summary.assets, summary.succeeded, summary.failed, summary.calls) == (26, 2, 24, 31))
      #expect(try scratch.names(in: "out/good").count == 2)
      #expect(try scratch.names(in: "out/good-too").count == 2)

      let second = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(second.code == 1)
      #expect(try second.failures == expected)
      #expect(try second.summary.calls == 0)
      #expect(await emulator.requestCount == 31)
    }
  }

  @Test func `no placeholder is left where there is no picture`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.textOnly())) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["text"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", in: scratch)
      #expect(ending.code == 1)
      #expect(ending.errors.contains("[text-only]"))
      #expect(ending.errors.contains("the asset 'text' failed"))
      #expect(
        ending.errors.contains("note: it is not asked again by itself; change the prompt, or --refresh text (paid)"), "\(ending.errors)")
      #expect(!ending.output.contains("The files are in"), "nothing was written")
    }
    #expect(try scratch.names(in: "out") == ["index.html"])
  }

  @Test func `plan says that a stored answer without a picture fails again, and what to do`() async throws {
    let scratch = try Scratch()
    try await withGateway(script: AnswerShapeTests.rules([("text", .textOnly())])) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["good", "text"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 1)
      let plan = try await Program.run("plan", "shapes.yaml", in: scratch).output
      #expect(plan.contains("= up to date, 1 asset: good"), "\(plan)")
      #expect(
        plan.contains(
          "! fails again, 1 asset:\n    text  the model answered with text only; change the prompt, or ask again with --refresh text\n"),
        "\(plan)")
      #expect(!plan.contains("make "), "\(plan)")
      let details = try await Program.run("plan", "shapes.yaml", "--details", in: scratch).output
      #expect(details.contains("! text  fails again: the model answered with text only"), "\(details)")
      let json = try await Program.run("plan", "shapes.yaml", "--format", "json", in: scratch)
      #expect(json.output.contains(#""failure":"text-only""#))
      let steps = try #require(try json.plan.assets.first { $0.name == "text" }).steps
      #expect(!steps.contains { $0.status == "run" }, "nothing is made of it")
      let again = try await Program.run("plan", "shapes.yaml", "--refresh", "text", in: scratch).output
      #expect(again.contains("~ to be asked again, 1 asset: text") && !again.contains("fails again"), "\(again)")
    }
  }

  @Test func `the answer without a picture is kept as it came`() async throws {
    let scratch = try Scratch()
    let words = "I would rather describe it."
    try await withGateway(.init(.textOnly(words))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["text"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 1)
    }
    let blobs = try scratch.names(in: ".aquatint/blobs")
    #expect(try blobs.contains { try scratch.text(".aquatint/blobs/\($0)").contains(words) })
  }

  @Test func `asking for text gives a text asset`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.textOnly("A pier at dawn."))) { emulator in
      try scratch.write(
        """
        version: 1
        name: words
        model: gemini-3.1-flash-image
        output: out
        stages:
          - generate: {prompt: "Describe a pier", responseModalities: [TEXT]}
        \(emulator.gateway)
        """, to: "words.yaml")
      let ending = try await Program.run("run", "words.yaml", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
    }
    #expect(try scratch.text("out/words/original.txt") == "A pier at dawn.")
  }
}
