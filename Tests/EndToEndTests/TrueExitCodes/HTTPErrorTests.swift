import GatewayEmulator
import Testing

/// Error answers hold no result: their assets fail, and the next run asks again.
@Suite struct HTTPErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let status: Int
    let error: ErrorAnswer
    let code: Int32
    let failure: String

    var testDescription: String { "\(status) \(failure)" }
  }

  static let cases = [
    Case(status: 500, error: ErrorAnswer(), code: 1, failure: "gateway-failed"),
    Case(status: 500, error: ErrorAnswer(.html), code: 1, failure: "gateway-failed"),
    Case(status: 400, error: ErrorAnswer(), code: 1, failure: "request-refused"),
    Case(status: 401, error: ErrorAnswer(), code: 3, failure: "key-refused"),
    Case(status: 400, error: ErrorAnswer(.relay, code: "invalid_api_key"), code: 3, failure: "key-refused"),
    Case(status: 403, error: ErrorAnswer(.relay), code: 1, failure: "request-refused"),
    Case(status: 404, error: ErrorAnswer(), code: 1, failure: "request-refused"),
    Case(status: 422, error: ErrorAnswer(), code: 1, failure: "request-refused"),
    Case(status: 302, error: ErrorAnswer(.html), code: 1, failure: "redirected"),
    Case(status: 502, error: ErrorAnswer(.html), code: 1, failure: "gateway-failed"),
    Case(status: 429, error: ErrorAnswer(isDaily: true), code: 5, failure: "quota-exhausted"),
    Case(status: 402, error: ErrorAnswer(.relay), code: 5, failure: "quota-exhausted"),
    Case(status: 403, error: ErrorAnswer(.relay, code: "insufficient_user_quota"), code: 5, failure: "quota-exhausted"),
  ]

  @Test(arguments: cases)
  func `an error answer has its name and code, and is asked again by the next run`(_ wanted: Case) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(times: 1, .status(wanted.status, wanted.error))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let first = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(first.code == wanted.code)
      #expect(try first.failures == ["a": wanted.failure])
      #expect(try first.summary.calls == 1)
      #expect(try scratch.names(in: "out") == ["index.html"])
      let second = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(second.code == 0)
      #expect(try second.summary.calls == 1)
      #expect(await emulator.requestCount == 2)
    }
  }

  @Test func `one refused request leaves the others alone`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(prompt: "<bad>", .status(400))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["good", "bad", "good-too"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["bad": "request-refused"])
      #expect(try ending.summary.succeeded == 2)
    }
  }

  @Test func `a refused key stops further calls of the run`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.status(401))) { emulator in
      let cases = (1...6).map { "n\($0)" }
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: cases), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--jobs", "1", "--format", "json", in: scratch)
      #expect(ending.code == 3)
      #expect(try ending.summary.failed == 6)
      #expect(await emulator.requestCount == 1)
    }
  }
}
