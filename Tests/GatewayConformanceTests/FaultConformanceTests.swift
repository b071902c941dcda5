import BuiltIns
import Dialects
import GatewayAPI
import GatewayEmulator
import ImageCore
import Testing

/// What the client makes of each scripted fault.
@Suite struct FaultConformanceTests {
  private static let request = GenerationRequest(
    model: "gemini-3.1-flash-image", parts: [.text("A harbour")], aspectRatio: AspectRatio(16, 9), imageSize: "512")

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let fault: Fault
    let classification: GatewayError.Classification
  }

  static let cases = [
    Case(
      testDescription: "rateLimited", fault: .rateLimited(retryDelay: "1.5s"),
      classification: .rejected(.noWorkStarted(retryAfter: .milliseconds(1_500)))),
    Case(testDescription: "dailyQuota", fault: .dailyQuota, classification: .rejected(.quotaExhausted)),
    Case(testDescription: "insufficientQuota", fault: .insufficientQuota, classification: .rejected(.quotaExhausted)),
    Case(testDescription: "overloaded", fault: .overloaded, classification: .rejected(.noWorkStarted(retryAfter: nil))),
    Case(testDescription: "gatewayTimeout", fault: .gatewayTimeout, classification: .unknown),
    Case(testDescription: "edgeTimeout", fault: .edgeTimeout, classification: .unknown),
    Case(testDescription: "402", fault: .status(402, ErrorAnswer(.relay)), classification: .rejected(.quotaExhausted)),
    Case(testDescription: "500", fault: .status(500), classification: .rejected(.serverFailed)),
    Case(testDescription: "502", fault: .status(502, ErrorAnswer(.html)), classification: .rejected(.serverFailed)),
    Case(testDescription: "302", fault: .status(302), classification: .rejected(.redirected)),
    Case(testDescription: "413", fault: .status(413), classification: .rejected(.badRequest)),
    Case(testDescription: "cut", fault: .cutBody(after: 2_000), classification: .unknown),
    Case(testDescription: "closed before reading", fault: .closeBeforeReading, classification: .unknown),
    Case(testDescription: "closed after reading", fault: .closeAfterReading, classification: .unknown),
    Case(testDescription: "reset after reading", fault: .resetAfterReading, classification: .unknown),
  ]

  @Test(arguments: cases) func `an error is what it means`(_ item: Case) async throws {
    try await emulator(item.fault).withServer { server in
      let error = try #require(await Caller(builtIn("google"), port: server.port).error(of: Self.request))
      #expect(error.classification == item.classification)
    }
  }

  private func answer(_ fault: Fault, _ name: String = "google") async throws -> GenerationAnswer {
    try await emulator(fault).withServer { server in
      try await Caller(builtIn(name), port: server.port).answer(to: Self.request)
    }
  }

  @Test func `a slow drip loses nothing`() async throws {
    let whole = try await emulator().withServer { try await Caller(builtIn("google"), port: $0.port).answer(to: Self.request) }
    let dripped = try await answer(.slowDrip(bytes: 40_000, every: .milliseconds(1)))
    #expect(dripped.images == whole.images)
  }

  @Test func `a body beyond the limit is given up, and its outcome is unknown`() async throws {
    try await emulator(.hugeBody(bytes: 3_000_000)).withServer { server in
      var profile = try builtIn("google")
      profile.maximumAnswerBytes = 2_000_000
      let error = try #require(await Caller(profile, port: server.port).error(of: Self.request))
      #expect(error.classification == .unknown)
      #expect(error.message.contains("larger than"))
    }
  }

  @Test func `a relay that drops the settings answers a square`() async throws {
    let dropped = try await answer(.ratioDropped)
    #expect(try sizeOfPicture(try #require(dropped.images.first).bytes) == PixelSize(1024, 1024))
  }

  @Test func `a proxy with a cache repeats bytes and id`() async throws {
    try await emulator(.repeatedAnswer).withServer { server in
      let caller = try Caller(builtIn("google"), port: server.port)
      let first = try await caller.answer(to: Self.request)
      let second = try await caller.answer(to: Self.request)
      #expect(first.responseID == second.responseID)
      #expect(first.images == second.images)
    }
    try await emulator().withServer { server in
      let caller = try Caller(builtIn("google"), port: server.port)
      let first = try await caller.answer(to: Self.request)
      let second = try await caller.answer(to: Self.request)
      #expect(first.responseID != second.responseID)
      #expect(first.images != second.images)
    }
  }

  @Test func `a picture that is only linked to is a link`() async throws {
    let address = "https://pictures.example/a.png"
    #expect(try await answer(.markdownLink(address)).links == [address])
    #expect(try await answer(.fileLink(address)).links == [address])
    #expect(try await answer(.fileLink(address), "gravitex-images").links == [address])
  }

  @Test(arguments: [Fault.base64Twice, .urlSafeBase64, .unpaddedBase64, .base64LineBreaks, .dataPrefix])
  func `every form of base64 gives the picture, in both dialects`(_ fault: Fault) async throws {
    for name in ["google", "gravitex-images"] {
      let answer = try await answer(fault, name)
      #expect(answer.defects.isEmpty)
      _ = try sizeOfPicture(try #require(answer.images.first).bytes)
    }
  }
}
