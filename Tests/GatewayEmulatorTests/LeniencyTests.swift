import Dialects
import GatewayEmulator
import ImageCore
import Testing

struct LeniencyTests {
  @Test(arguments: ["/v1beta/models/", "/v1/models/", "/v1/v1beta/models/"])
  func `each of the paths is served`(prefix: String) async throws {
    #expect(try await reply(path: prefix + "gemini-3.1-flash-image:generateContent?alt=json").status == 200)
  }

  @Test func `only contents are required`() async throws {
    let answer = try await reply(to: #"{"contents":[{"parts":[{"text":"a forest"}]}]}"#)
    #expect(answer.status == 200)
    #expect(try header(answer.picture()).size == PixelSize(1024, 1024))
    #expect(try answer.parts().first?["text"] as? String != nil)
  }

  @Test(arguments: [
    ["inlineData", "mimeType"], ["inline_data", "mime_type"], ["inlineData", "mime_type"], ["inline_data", "mimeType"],
  ])
  func `both spellings and mixtures of a picture part are read`(names: [String]) async throws {
    let data = try png(8, 8) { _, _ in [200, 30, 30, 255] }
    let text = """
      {"contents":[{"parts":[{"text":"in winter"},{"\(names[0])":{"\(names[1])":"image/png","data":"\(data)"}}]}],
       "generation_config":{"imageConfig":{"aspect_ratio":"1:1","imageSize":512}, "temperature":"0.5"}}
      """
    try await emulator().withServer { server in
      #expect(try await LoopbackClient(port: server.port).post(path, body: text).status == 200)
      let request = try #require(await server.requests.first)
      #expect(request.images.map(\.uprightSize) == [PixelSize(8, 8)])
      #expect(request.imageSize == "512")
      #expect(request.settings["temperature"] == "0.5")
    }
  }

  @Test func `both alphabets of base64 are read, padded or not`() async throws {
    // Pixels whose PNG holds bytes that the two alphabets write differently.
    var data = ""
    for seed in 0..<200 where !(data.contains("+") && data.contains("/") && data.hasSuffix("=")) {
      data = try png(9, 7) { x, y in
        [UInt8(truncatingIfNeeded: x * 31 + y * 17 + seed * 7), UInt8(truncatingIfNeeded: x * y * 13 + seed), 90, 255]
      }
    }
    try #require(data.contains("+") && data.contains("/") && data.hasSuffix("="))
    let urlSafe = data.replacing("+", with: "-").replacing("/", with: "_")
    let unpadded = String(urlSafe.prefix { $0 != "=" })
    for spelling in [data, urlSafe, unpadded, String(data.prefix { $0 != "=" })] {
      #expect(try await reply(to: body(images: [(spelling, "image/png")])).status == 200)
    }
  }

  @Test(arguments: [
    (["Authorization": "Bearer secret-1"], ReceivedRequest.Authentication.bearer), (["x-goog-api-key": "secret-1"], .googleAPIKey),
    (["Authorization": "secret-1"], .raw), ([:], .none), (["Authorization": "Bearer secret-1", "x-goog-api-key": "secret-1"], .several),
  ])
  func `any key in any style is accepted and none is kept`(headers: [String: String], style: ReceivedRequest.Authentication) async throws {
    try await emulator().withServer { server in
      let fault = #"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"responseModalities":["TEXT"]}}"#
      #expect(
        try await LoopbackClient(port: server.port).post(path, headers: headers.merging(["X-Trace": "7"]) { $1 }, body: fault).status == 200
      )
      let request = try #require(await server.requests.first)
      #expect(request.authentication == style)
      #expect(request[header: "x-trace"] == "7")
      #expect(!"\(request)".contains("secret-1"))
      #expect(!request.logLine().contains("secret-1"))
    }
  }

  @Test func `a key in the address is noticed and not kept`() async throws {
    try await emulator().withServer { server in
      _ = try await LoopbackClient(port: server.port).post(path + "?key=secret-1", body: body())
      let request = try #require(await server.requests.first)
      #expect(request.authentication == .query)
      #expect(!"\(request)".contains("secret-1"))
    }
  }

  @Test func `asked for text only, it answers text`() async throws {
    let answer = try await reply(
      to: #"{"contents":[{"parts":[{"text":"hello there"}]}],"generationConfig":{"responseModalities":["TEXT"]}}"#)
    #expect(try answer.pictures().isEmpty)
    #expect((try answer.parts().first?["text"] as? String)?.contains("hello there") == true)
  }
}
