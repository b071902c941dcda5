import Foundation
import GatewayEmulator
import ImageCore
import Testing

/// What the emulator says of tiers, searches and cost.
struct ServiceTests {
  private func asking(_ tier: String) -> String { body().replacing("{\"contents\"", with: "{\(tier)\"contents\"") }

  @Test(arguments: [
    ("\"serviceTier\":\"flex\",", "flex"), ("\"service_tier\":\"PRIORITY\",", "priority"),
    ("\"serviceTier\":\"SERVICE_TIER_STANDARD\",", "standard"),
  ])
  func `the tier that was asked for answers, and says so twice`(_ asked: String, _ tier: String) async throws {
    let answer = try await reply(to: asking(asked))
    #expect(answer.status == 200)
    #expect(answer.headers["x-gemini-service-tier"] == tier)
    #expect((try answer.object()["usageMetadata"] as? [String: Any])?["serviceTier"] as? String == tier)
  }

  @Test func `without a tier nothing is said of one, and an unknown one is refused`() async throws {
    let plain = try await reply()
    #expect(plain.headers["x-gemini-service-tier"] == nil)
    #expect(!String(decoding: plain.body, as: UTF8.self).contains("serviceTier"))
    let refused = try await reply(to: asking("\"serviceTier\":\"economy\","))
    #expect(refused.status == 400)
    #expect(try refused.error().message.contains("service_tier"))
  }

  @Test func `a rule may be for one tier`() async throws {
    let script = try EmulatorScript(faultsFile: #"[{"tier": "flex", "faults": ["overloaded"]}, {"faults": [{"cost": 0.05}]}]"#)
    try await emulator(script).withServer { running in
      let client = LoopbackClient(port: running.port)
      #expect(try await client.post(path, body: asking("\"serviceTier\":\"flex\",")).status == 503)
      let standard = try await client.post(path, body: asking(""))
      #expect(standard.status == 200)
      #expect((try standard.object()["usageMetadata"] as? [String: Any])?["cost"] as? Double == 0.05)
      #expect(await running.requests.map(\.serviceTier) == ["flex", nil])
    }
  }

  @Test func `faults say another tier, none, searches and headers`() async throws {
    let script = EmulatorScript(always: .serviceTier("ECONOMY"), .searches(web: 2, image: 1), .header("x-cost", "0.01"))
    let answer = try await reply(script, to: asking("\"serviceTier\":\"flex\","))
    #expect(answer.headers["x-gemini-service-tier"] == "ECONOMY")
    #expect(answer.headers["x-cost"] == "0.01")
    let grounding = try #require(try answer.candidate()["groundingMetadata"] as? [String: Any])
    #expect((grounding["webSearchQueries"] as? [String])?.count == 2)
    #expect((grounding["imageSearchQueries"] as? [String])?.count == 1)
    let silent = try await reply(EmulatorScript(always: .noServiceTier), to: asking("\"serviceTier\":\"flex\","))
    #expect(silent.headers["x-gemini-service-tier"] == nil)
  }

  @Test func `the newer place of ratio and size is read too`() async throws {
    let text = body(ratio: "16:9").replacing("\"imageConfig\":{", with: "\"responseFormat\":{\"image\":{").replacing(
      "\"512\"}", with: "\"512\"}}")
    #expect(try header(try await reply(to: text).picture()).size.description == "688x384")
  }
}
