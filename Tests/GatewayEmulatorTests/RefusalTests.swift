import GatewayEmulator
import Testing

struct RefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var body: String
    var words: String

    init(_ name: String, _ body: String, _ words: String) {
      (testDescription, self.body, self.words) = (name, body, words)
    }
  }

  static let invalid = [
    Case("not JSON", "{\"contents\": [", "Invalid JSON payload"),
    Case("not an object", "[]", "not an object"),
    Case("no contents", "{\"generationConfig\":{}}", "contents is not specified"),
    Case("empty contents", "{\"contents\":[]}", "contents is not specified"),
    Case("no parts", "{\"contents\":[{\"role\":\"user\"}]}", "parts must not be empty"),
    Case("an unknown role", "{\"contents\":[{\"role\":\"system\",\"parts\":[{\"text\":\"x\"}]}]}", "valid role"),
    Case("an unknown ratio", body(ratio: "7:5"), "7:5"),
    Case("an unknown size", body(size: "1k"), "1k"),
    Case("a media type that is none", body(images: [("AAAA", "image/jpg")]), "Unsupported MIME type: image/jpg"),
    Case("bytes that are no picture", body(images: [("AAAA", "image/png")]), "Unable to process input image"),
    Case("base64 with a data prefix", body(images: [("data:image/png;base64,AAAA", "image/png")]), "Base64 decoding failed"),
    Case("base64 with a line break", body(images: [("AA\\nAA", "image/png")]), "Base64 decoding failed"),
    Case(
      "several candidates", body().replacing("\"responseModalities\"", with: "\"candidateCount\":2,\"responseModalities\""),
      "Multiple candidates"),
  ]

  @Test(arguments: invalid)
  func `what Google would refuse is refused in its shape`(wrong: Case) async throws {
    let answer = try await reply(to: wrong.body)
    #expect(answer.status == 400)
    let error = try answer.error()
    #expect(error.code == 400)
    #expect(error.status == "INVALID_ARGUMENT")
    #expect(error.message.contains(wrong.words), "\(error.message)")
  }

  @Test func `too many pictures are refused`() async throws {
    let data = try png(2, 2) { _, _ in [1, 2, 3, 255] }
    let images = [(data: String, type: String)](repeating: (data, "image/png"), count: 15)
    let error = try await reply(to: body(images: images)).error()
    #expect(error.code == 400)
    #expect(error.message.contains("15"))
  }

  @Test(arguments: [
    ("GET", "/v1beta/models/gemini-3.1-flash-image:generateContent"),
    ("POST", "/v1beta/models/gemini-3.1-flash-image:streamGenerateContent"),
    ("POST", "/v2/models/x:generateContent"), ("POST", "/v1beta/models/:generateContent"), ("POST", "/"),
  ])
  func `other paths and methods are not found`(method: String, path: String) async throws {
    try await emulator().withServer { server in
      let answer = try await LoopbackClient(port: server.port).send(method, path, body: Array(body().utf8))
      #expect(answer.status == 404)
      #expect(try answer.error().status == "NOT_FOUND")
      #expect(await server.requests.first?.refusal != nil)
    }
  }

  @Test func `a body over the limit is refused`() async throws {
    try await emulator { $0.maximumBodyBytes = 100 }.withServer { server in
      let answer = try await LoopbackClient(port: server.port).post(path, body: body())
      #expect(answer.status == 413)
      #expect(await server.requestCount == 1)
    }
  }

  @Test func `a key can be required`() async throws {
    try await emulator { $0.keyPolicy = .required }.withServer { server in
      let client = LoopbackClient(port: server.port)
      let without = try await client.post(path, body: body())
      #expect(try without.error().status == "PERMISSION_DENIED")
      let with = try await client.post(path, headers: ["x-goog-api-key": "k"], body: body())
      #expect(with.status == 200)
    }
  }
}
