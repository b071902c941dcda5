import GatewayEmulator
import Testing

struct DeterminismTests {
  @Test func `the same request gives the same bytes from two servers`() async throws {
    let first = try await reply()
    let second = try await reply()
    #expect(first.status == 200)
    #expect(first.body == second.body)
  }

  @Test func `a request that comes again gives the next variation, and the same one on every server`() async throws {
    func pictures() async throws -> [[UInt8]] {
      try await emulator().withServer { server in
        let client = LoopbackClient(port: server.port)
        var pictures: [[UInt8]] = []
        for _ in 0..<2 { pictures.append(try await client.post(path, body: body()).picture()) }
        #expect(await server.requests.map(\.variation) == [1, 2])
        return pictures
      }
    }
    let first = try await pictures()
    #expect(first[0] != first[1])
    #expect(try await pictures() == first)
  }

  @Test func `spelling, whitespace and base64 alphabet do not make another request`() async throws {
    let other = """
      { "generation_config" : {"image_config":{"image_size":"512","aspect_ratio":"1:1"}, "response_modalities":["Image"]},
        "contents":{"parts":{"text":"a mountain lake"}} }
      """
    #expect(try await reply(to: other).picture() == reply().picture())
  }

  @Test func `another prompt, ratio or seed gives another picture`() async throws {
    let plain = try await reply().picture()
    #expect(try await reply(to: body("a mountain lake.")).picture() != plain)
    let seeded = body().replacing("\"responseModalities\"", with: "\"seed\":7,\"responseModalities\"")
    #expect(try await reply(to: seeded).picture() != plain)
  }
}
