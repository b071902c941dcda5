import GatewayAPI
import GatewayClient
import Testing

@Suite struct ErrorBodyTests {
  private func failure(_ status: Int, _ body: String, headers: [HeaderField] = [], profile: GatewayProfile = .local(port: 0))
    -> GatewayError?
  {
    do {
      _ = try readAnswer(body, status: status, headers: headers, profile: profile)
      Issue.record("an answer with status \(status) was read")
      return nil
    } catch let error as GatewayError {
      return error
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  @Test func `Google's quota a minute with its delay`() throws {
    let error = try #require(
      failure(
        429,
        #"{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x/QuotaFailure","violations":[{"quotaId":"RequestsPerMinutePerProject"}]},"#
          + #"{"@type":"x/RetryInfo","retryDelay":"34.07s"}]}}"#, headers: [HeaderField("X-Request-Id", "r-1")]))
    #expect(error.classification == .rejected(.noWorkStarted(retryAfter: .milliseconds(34_070))))
    #expect(error.provider?.quotaKind == .perMinute)
    #expect(error.requestID == "r-1")
    #expect(error.description == "gateway 'local' answered 429 RESOURCE_EXHAUSTED: Quota exceeded")
  }

  @Test func `a day's quota and a relay's empty balance stop the gateway`() throws {
    let day = try #require(
      failure(429, #"{"error":{"code":429,"message":"m","details":[{"violations":[{"quotaId":"RequestsPerDayPerProject"}]}]}}"#))
    #expect(day.isQuota)
    let relay = try #require(failure(403, #"{"error":{"message":"用户额度不足","type":"new_api_error","code":"insufficient_user_quota"}}"#))
    #expect(relay.isQuota)
    #expect(try #require(failure(402, "")).isQuota)
  }

  @Test func `a wrong key is the surroundings' fault, in both forms`() throws {
    let google = try #require(
      failure(
        400, #"{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#))
    #expect(google.isEnvironment)
    #expect(try #require(failure(401, "{}")).classification == .rejected(.authentication))
  }

  @Test(arguments: [
    (301, GatewayError.Classification.rejected(.redirected)), (400, .rejected(.badRequest)), (404, .rejected(.badRequest)),
    (413, .rejected(.badRequest)),
    (418, .rejected(.badRequest)), (408, .unknown), (500, .rejected(.serverFailed)), (502, .rejected(.serverFailed)),
    (503, .rejected(.noWorkStarted(retryAfter: nil))),
    (529, .rejected(.noWorkStarted(retryAfter: nil))), (504, .unknown), (524, .unknown), (599, .rejected(.serverFailed)),
  ]) func `a status decides without words`(_ status: Int, _ classification: GatewayError.Classification) throws {
    #expect(try #require(failure(status, "")).classification == classification)
  }

  @Test func `a profile may know that a status proves no work`() throws {
    var profile = GatewayProfile.local(port: 0)
    profile.noWorkStatuses = [502]
    let error = try #require(failure(502, "", headers: [HeaderField("Retry-After", "3")], profile: profile))
    #expect(error.classification == .rejected(.noWorkStarted(retryAfter: .seconds(3))))
  }

  @Test(arguments: [
    (#"[{"error":{"code":503,"message":"in a list"}}]"#, "in a list"),
    (#"{"error":{"message":"{\"error\":{\"message\":\"{\\\"error\\\":{\\\"message\\\":\\\"innermost\\\"}}\"}}"}}"#, "innermost"),
    (#"{"error":{"error":{"message":"nested","code":"x"}}}"#, "nested"), (#"{"success":false,"message":"relay"}"#, "relay"),
    (#"{"detail":"plain"}"#, "plain"), (#"{"error":{"message":{"error":"an object"},"code":"400"}}"#, "an object"),
    (#"{"detail":[{"loc":["body"],"msg":"a list"}]}"#, "a list"),
    ("<html><title>502</title><h1>Bad\n gateway</h1></html>", "502 Bad gateway"), ("", "no message"),
    (#"{"error":"just text"}"#, "just text"), ("upstream timed out", "upstream timed out"),
  ]) func `the words are found in every shape`(_ body: String, _ words: String) throws {
    #expect(try #require(failure(500, body)).provider?.message == words)
  }

  @Test func `a code may be a word or a number`() throws {
    #expect(try #require(failure(500, #"{"error":{"code":"model_not_found","message":"m"}}"#)).provider?.code == "model_not_found")
    #expect(try #require(failure(500, #"{"error":{"code":500,"message":"m"}}"#)).provider?.code == "500")
  }

  @Test func `a redirect shows where it points, without a key`() throws {
    let generator = HTTPContentGenerator.plain(keys: ["local": try #require(APIKey("sk-123456789abc"))])
    do {
      _ = try readAnswer(
        "", status: 301, headers: [HeaderField("Location", "https://new.example/v1beta/x?key=sk-123456789abc")], generator: generator)
      Issue.record("a redirect was read")
    } catch let error as GatewayError {
      #expect(error.classification == .rejected(.redirected))
      #expect(error.message.contains("it points to 'https://new.example/v1beta/x?key="), "\(error)")
      #expect(!error.message.contains("sk-123456789abc"))
    }
  }

  /// Waits in each place of a body, as in https://github.com/google-gemini/gemini-cli/pull/12586 and
  /// https://github.com/router-for-me/CLIProxyAPI/pull/449.
  @Test(arguments: [
    #"{"error":{"message":"m","details":[{"@type":"x/RetryInfo","retryDelay":"9.0s"}]}}"#,
    #"{"error":{"message":"m","details":[{"@type":"x/RetryInfo","retryDelay":{"seconds":9,"nanos":0}}]}}"#,
    #"{"error":{"message":"Please retry in 9s."}}"#,
    #"{"error":{"message":"m","details":[{"reason":"RATE_LIMIT_EXCEEDED","metadata":{"quotaResetDelay":"9.0s"}}]}}"#,
    #"{"error":{"message":"All exhausted. Last error: HTTP 429: {\"error\":{\"code\":429,\"details\":[{\"retryDelay\":\"9.0s\"}]}} (x)"}}"#,
    #"{"error":{"message":"m","retry_after":9}}"#, #"{"error":{"message":"m","metadata":{"retry_after_seconds":"9"}}}"#,
    #"{"error":"Too many requests, please try again in 9 seconds"}"#, #"{"success":false,"message":"请 9 秒后重试"}"#,
    "Too many requests. Retry after 9 seconds.",
    #"{"error":{"message":"retry in 3s","details":[{"retryDelay":"9s"},{"retryDelay":"1s"}]}}"#,
  ]) func `a wait is found wherever it stands`(_ body: String) throws {
    let error = try #require(failure(429, body))
    #expect(error.retryAfter == .seconds(9))
    #expect(error.isThrottled)
  }

  @Test func `a long message is cut`() throws {
    let words = try #require(failure(500, String(repeating: "x", count: 5_000))).provider?.message
    #expect(words?.count == 301)
  }
}
