import GatewayAPI
import GatewayClient
import ScriptedServer
import Synchronization
import Testing

/// Jobs as the client speaks of them to a gateway.
@Suite struct JobTests {
  private final class Answers: JobAnswerSink {
    private let taken = Mutex<[JobAnswer]>([])

    var all: [JobAnswer] { taken.withLock { $0 } }

    func take(_ answer: JobAnswer) async throws { taken.withLock { $0.append(answer) } }
  }

  private static func profile(_ port: Int) -> GatewayProfile {
    var profile = GatewayProfile.local(port: port)
    profile.path = "/v1beta/models/{model}:generateContent"
    profile.tiers = [.standard, .batch]
    return profile
  }

  private static func success(_ body: String, _ headers: String = "") -> [Step] { Step.answer(body, headers: headers) }

  @Test func `a submission holds its items, each as it would be by itself`() async throws {
    let answer = #"{"name": "batches/abc-1", "metadata": {"state": "BATCH_STATE_PENDING", "displayName": "aquatint-1-1"}}"#
    try await ScriptedServer.run(Self.success(answer)) { server in
      let (profile, generator) = (Self.profile(server.port), HTTPContentGenerator.plain())
      let request = try generator.encode(GenerationRequest(model: "m", parts: [.text("a \"b\"")]), for: profile, card: nil)
      let lines = generator.jobLine(key: "0123456789abcdef", request: request, at: profile)
      #expect(String(decoding: lines, as: UTF8.self).hasSuffix("}\n"))
      let report = try await generator.createJob("aquatint-1-1", model: "m", from: .lines(lines + lines), at: profile) {}
      #expect(report.name == "batches/abc-1")
      #expect(report.state == .pending)
      let sent = try #require(server.requestTexts.first)
      #expect(sent.hasPrefix("POST /v1beta/models/m:batchGenerateContent "))
      let body = String(decoding: request.body, as: UTF8.self)
      let item = #"{"request":\#(body),"metadata":{"key":"0123456789abcdef"}}"#
      #expect(
        sent.hasSuffix(
          #"{"batch":{"displayName":"aquatint-1-1","inputConfig":{"requests":{"requests":[\#(item),\#(item)]}}}}"#))
    }
  }

  @Test func `an answer without a job leaves the outcome open`() async throws {
    try await ScriptedServer.run(Self.success("<html>later</html>")) { server in
      let error = await #expect(throws: GatewayError.self) {
        try await HTTPContentGenerator.plain().createJob("n", model: "m", from: .file("files/a"), at: Self.profile(server.port)) {}
      }
      #expect(error?.classification == .unknown)
    }
  }

  @Test func `answers inside a report are passed on one by one, by their keys`() async throws {
    let body = #"""
      {"name":"batches/a","done":true,"metadata":{"state":"BATCH_STATE_SUCCEEDED","output":{"inlinedResponses":{"inlinedResponses":[
      {"response":{"candidates":[{"a":"]}"}]},"metadata":{"key":"one"}},{"error":{"code":8,"message":"busy"},"metadata":{"key":"two"}},
      {"response":{"candidates":[]}}]}}}}
      """#
    try await ScriptedServer.run(Self.success(body)) { server in
      let answers = Answers()
      let report = try await HTTPContentGenerator.plain().job("batches/a", at: Self.profile(server.port), into: answers)
      #expect(report.state == .succeeded)
      #expect(answers.all.map(\.key) == ["one", "two", nil])
      #expect(answers.all.map(\.status) == [200, 429, 200])
      #expect(answers.all.map(\.index) == [0, 1, 2])
      #expect(String(decoding: answers.all[0].body, as: UTF8.self) == #"{"candidates":[{"a":"]}"}]}"#)
      #expect(answers.all[1].message == "busy")
    }
  }

  @Test func `a file of results is fetched and read line by line`() async throws {
    let report = #"{"name":"batches/a","done":true,"response":{"responsesFile":"files/batch-a"}}"#
    let lines = #"{"key":"one","response":{"candidates":[]}}"# + "\n" + #"{"key":"two","status":{"code":3,"message":"no"}}"#
    try await ScriptedServer.run(Self.success(report), Self.success(lines)) { server in
      let answers = Answers()
      _ = try await HTTPContentGenerator.plain().job("batches/a", at: Self.profile(server.port), into: answers)
      #expect(server.requestTexts[1].hasPrefix("GET /download/v1beta/files/batch-a:download?alt=media "))
      #expect(answers.all.map(\.key) == ["one", "two"])
      #expect(answers.all.map(\.status) == [200, 400])
    }
  }

  @Test func `an upload goes nowhere but to its gateway`() async throws {
    let elsewhere = "X-Goog-Upload-URL: http://127.0.0.1:9/upload\r\n"
    try await ScriptedServer.run(Self.success("{}", elsewhere)) { server in
      await #expect(throws: GatewayError.self) {
        try await HTTPContentGenerator.plain().uploadJob("n", size: 3, at: Self.profile(server.port)) { _, _ in [1, 2, 3] }
      }
      #expect(server.connectionCount == 1)
    }
  }

  @Test func `a list goes on to its last page`() async throws {
    let first = #"{"operations":[{"name":"batches/a","metadata":{"displayName":"x"}}],"nextPageToken":"t/1"}"#
    let second = #"{"operations":[{"name":"batches/b","metadata":{"displayName":"y"}},{"name":"../../models"}]}"#
    try await ScriptedServer.run(Self.success(first), Self.success(second)) { server in
      let jobs = try await HTTPContentGenerator.plain().jobs(at: Self.profile(server.port))
      #expect(jobs.map(\.displayName) == ["x", "y"])
      #expect(server.requestTexts[1].contains("pageToken=t%2F1"))
    }
  }
}
