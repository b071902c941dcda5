import GatewayEmulator
import Testing

/// What gateways say, through the real program: what holds for every request is asked once, and a paid picture is never thrown away.
@Suite struct GatewayWordsTests {
  private static let cases = (1...6).map { "n\($0)" }

  struct Words: CustomTestStringConvertible, Sendable {
    let status: Int
    let body: String
    let code: Int32
    let failure: String

    var testDescription: String { "\(status) \(failure) \(body.prefix(60))" }
  }

  private static func error(_ members: String) -> String { #"{"error":{"# + members + "}}" }

  /// One row for each consequence and place; the whole table is tested where it is.
  static let words = [
    Words(
      status: 429, body: error(#""code":429,"status":"RESOURCE_EXHAUSTED","message":"Your prepayment credits are depleted.""#), code: 5,
      failure: "quota-exhausted"),
    Words(status: 401, body: error(#""message":"该令牌额度已用尽","type":"new_api_error""#), code: 5, failure: "quota-exhausted"),
    Words(
      status: 403, body: error(#""code":403,"status":"PERMISSION_DENIED","message":"Your API key was reported as leaked.""#), code: 3,
      failure: "key-refused"),
    Words(
      status: 403,
      body: error(
        #""code":403,"status":"PERMISSION_DENIED","message":"It is off.","details":[{"@type":"x/ErrorInfo","reason":"SERVICE_DISABLED"}]"#),
      code: 3, failure: "service-refused"),
    Words(
      status: 404, body: error(#""code":404,"status":"NOT_FOUND","message":"models/m is not found for API version v1beta""#), code: 3,
      failure: "model-not-served"),
    Words(status: 503, body: error(#""code":"model_not_found","message":"无可用渠道""#), code: 3, failure: "model-not-served"),
    Words(status: 200, body: #"{"code":1001,"msg":"余额不足"}"#, code: 5, failure: "quota-exhausted"),
  ]

  @Test(arguments: words) func `what holds for every request is asked once`(_ wanted: Words) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.body(wanted.body, status: wanted.status))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: Self.cases), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--jobs", "1", "--format", "json", in: scratch)
      #expect(ending.code == wanted.code, "\(ending.errors)")
      #expect(try Set(ending.failures.values) == [wanted.failure])
      #expect(await emulator.requestCount == 1)
      #expect(try ending.summary.calls == 1)
    }
  }

  @Test func `a model that one gateway does not serve is asked for at the next`() async throws {
    let scratch = try Scratch()
    let refusal = Fault.body(Self.error(#""code":"model_not_found","message":"m""#), status: 404)
    try await withGateway(.init(refusal)) { first in
      try await withGateway { second in
        let gateways = """
          gateway: [one, two]
          gateways:
            one: {baseURL: "http://127.0.0.1:\(first.port)", auth: none}
            two: {baseURL: "http://127.0.0.1:\(second.port)", auth: none}
          """
        try scratch.write(AnswerShapeTests.pipeline(gateways, cases: ["a", "b", "c"]), to: "shapes.yaml")
        let ending = try await Program.run("run", "shapes.yaml", "--jobs", "1", "--format", "json", in: scratch)
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(await first.requestCount == 1)
        #expect(await second.requestCount == 3)
      }
    }
  }

  @Test func `an answer of unknown shape is asked once, kept, and read again for nothing`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.body(#"{"code":0,"data":{"task_id":"t-1","status":"PENDING"}}"#))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      for calls in [1, 0] {
        let ending = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
        #expect(ending.code == 1)
        #expect(try ending.failures == ["a": "unknown-shape"])
        #expect(try ending.summary.calls == calls)
      }
      #expect(await emulator.requestCount == 1)
    }
    let blobs = try scratch.names(in: ".aquatint/blobs")
    #expect(try blobs.contains { try scratch.text(".aquatint/blobs/\($0)").contains("task_id") })
  }

  @Test func `the table is printed, for people and for programs`() async throws {
    let scratch = try Scratch()
    let text = try await Program.run("explain", "gateway-errors", in: scratch)
    #expect(text.code == 0)
    for expected in ["end-quota", "API_KEY_INVALID", "余额不足", "https://", "exit 5"] { #expect(text.output.contains(expected)) }
    let json = try await Program.run("explain", "gateway-errors", "--format", "json", in: scratch)
    #expect(json.output.hasPrefix("[{\"place\":\"reason\""), "\(json.output.prefix(100))")
    let other = try await Program.run("explain", "everything", in: scratch)
    #expect(other.code == 2)
    #expect(other.errors.contains("or 'gateway-errors'"), "\(other.errors)")
  }

  @Test(arguments: ["sk-a\u{2022}\u{2022}", "\u{FEFF}sk-a", "Bearer sk-a", "sk-\u{00E4}"])
  func `a key that cannot be sent is named as that, and nothing is sent`(_ key: String) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let ending = try await Program.running(["run", "shapes.yaml"], in: scratch, environment: ["OURS_API_KEY": key]) { _ in }
      #expect(ending.code == 3)
      #expect(ending.errors.contains("is set in OURS_API_KEY, but cannot be sent"), "\(ending.errors)")
      #expect(!ending.errors.contains("is not set"))
      #expect(await emulator.requestCount == 0)
    }
  }
}
