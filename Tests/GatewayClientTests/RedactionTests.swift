import GatewayAPI
import GatewayClient
import ScriptedServer
import Testing

/// A gateway that repeats the key cannot put it anywhere.
@Suite struct RedactionTests {
  private static let secret = "sk-Zm9v/YmFy+123="

  @Test func `a key that comes back in head and body reaches neither sink, head, answer nor error`() async throws {
    let key = try #require(APIKey(Self.secret))
    let generator = HTTPContentGenerator.plain(keys: ["local": key])
    let body = #"{"error":{"code":401,"message":"bad key \#(Self.secret) given","status":"UNAUTHENTICATED"}}"#
    // The key is cut by the pieces it arrives in.
    let cut = body.index(try #require(body.firstRange(of: Self.secret)).lowerBound, offsetBy: 7)
    let script: [Step] = [
      .readRequest, .send("HTTP/1.1 401 No\r\nX-Echo: \(Self.secret)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body[..<cut])"),
      .waitForRelease,
      .send(String(body[cut...])), .close,
    ]
    try await ScriptedServer.run(script) { server in
      let sink = MemorySink()
      let profile = GatewayProfile.local(port: server.port, authentication: .bearer)
      let result = await withTaskGroup(of: Result<AnswerHead, GatewayError>.self) { group in
        group.addTask { await exchange(profile, generator: generator, sink: sink) }
        await server.waitForRequests(1)
        server.release()
        return await group.next()
      }
      let head = try #require(result).get()
      #expect(head["x-echo"] == "[redacted]")
      #expect(sink.text == body.replacing(Self.secret, with: String(repeating: "*", count: Self.secret.utf8.count)))
      #expect(!"\(head)".contains(Self.secret))
      #expect(head.byteCount == body.utf8.count)
      do {
        _ = try readAnswer(body, status: 401, generator: generator, profile: profile)
      } catch let error as GatewayError {
        #expect(error.message == "gateway 'local' answered 401 UNAUTHENTICATED: bad key [redacted] given")
        #expect(!"\(error) \(String(reflecting: error))".contains(Self.secret))
      }
    }
  }

  @Test(arguments: ["k", "test", "pngabc+"]) func `a short key is overwritten where it stands alone, never inside a picture`(
    _ secret: String
  ) async throws {
    let key = try #require(APIKey(secret))
    let picture = String(repeating: secret + "iVBORw0KGgotestk", count: 50)
    let before = #"{"message":"key \#(secret) and '\#(secret)'","data":"\#(picture)"}"#
    let after = before.replacing("key \(secret) and '\(secret)'", with: "key \(stars(secret)) and '\(stars(secret))'")
    // Piece by piece, so that every cut is tried.
    let head = "HTTP/1.1 200 OK\r\nContent-Length: \(before.utf8.count)\r\n\r\n"
    for size in [1, 7, 4_096] {
      var steps: [Step] = [.readRequest, .send(head)]
      var rest = Substring(before)
      while !rest.isEmpty {
        steps.append(.send(String(rest.prefix(size))))
        rest = rest.dropFirst(size)
      }
      try await ScriptedServer.run(steps + [.close]) { server in
        let sink = MemorySink()
        let profile = GatewayProfile.local(port: server.port, authentication: .bearer)
        _ = try await exchange(profile, generator: .plain(keys: ["local": key]), sink: sink).get()
        #expect(sink.text == after)
      }
    }
  }

  private func stars(_ secret: String) -> String { String(repeating: "*", count: secret.utf8.count) }

  @Test func `a key in its percent-encoded form goes too`() throws {
    let redaction = Redaction([try #require(APIKey(Self.secret))])
    #expect(redaction.text("https://x/?key=sk-Zm9v%2FYmFy%2B123%3D&a=1") == "https://x/?key=[redacted]&a=1")
    #expect(redaction.text("a\u{1B}[31m\nb", limit: 20) == "a [31m b")
  }

  @Test func `nothing prints a key`() throws {
    let key = try #require(APIKey(Self.secret))
    var dumped = "\(key) \(String(reflecting: key)) "
    dump(HTTPContentGenerator.plain(keys: ["local": key]), to: &dumped)
    dump(KeySource.literal(key), to: &dumped)
    #expect(!dumped.contains(Self.secret))
  }

  @Test func `the request before sending holds no key`() throws {
    let profile = GatewayProfile.local(port: 1, authentication: .raw)
    let wire = try HTTPContentGenerator.plain(keys: ["local": try #require(APIKey(Self.secret))]).encode(otter, for: profile, card: nil)
    #expect(!"\(wire.url) \(wire.headers) \(String(decoding: wire.body, as: UTF8.self))".contains(Self.secret))
  }
}
