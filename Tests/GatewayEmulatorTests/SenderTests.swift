import GatewayEmulator
import ImageCore
import Testing

/// Who is answered, and what is not waited for.
@Suite struct SenderTests {
  @Test(arguments: [
    (["Host": "relay.example"], 403), (["Host": "relay.example:PORT"], 403), (["Host": "127.0.0.1.relay.example"], 403),
    (["Host": "192.168.0.1:PORT"], 403), (["Origin": "https://page.example"], 403), (["Origin": "null"], 403),
    (["Host": "localhost:PORT", "Origin": "http://localhost:1"], 403), (["Sec-Fetch-Site": "cross-site"], 403),
    (["Sec-Fetch-Site": "same-site"], 403), ([:], 200), (["Host": "localhost:PORT"], 200), (["Host": "[::1]:PORT"], 200),
    (["Origin": "http://127.0.0.1:PORT", "Sec-Fetch-Site": "same-origin"], 200),
  ])
  func `only this machine and its own pages are answered`(_ headers: [String: String], _ status: Int) async throws {
    try await emulator().withServer { server in
      let named = headers.mapValues { $0.replacing("PORT", with: "\(server.port)") }
      let reply = try await LoopbackClient(port: server.port).post(path, headers: named, body: body())
      #expect(reply.status == status)
      #expect(await server.requests.last?.refusal != nil || status == 200)
    }
  }

  @Test(arguments: ["POST /v1beta", "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n12345"])
  func `half a request is given up`(_ half: String) async throws {
    try await emulator(change: { $0.requestDeadline = .milliseconds(100) }).withServer { server in
      // Ends when the other side does; without a deadline that is never.
      _ = try await LoopbackClient(port: server.port).exchange(Array(half.utf8))
      #expect(await server.requests.allSatisfy { $0.refusal != nil }, "half a request is not answered as a whole one")
    }
  }

  @Test func `an answer that is long in coming is no half request`() async throws {
    let slow = emulator {
      // Long enough for a whole request on a slow machine, and shorter than the answer takes.
      $0.requestDeadline = .seconds(2)
      $0.delay = .seconds(3)
    }
    try await slow.withServer { server in
      let reply = try await LoopbackClient(port: server.port).post(path, body: body())
      #expect(reply.status == 200)
    }
  }

  @Test func `pictures are bounded together`() async throws {
    let data = try png(100, 100) { _, _ in [0, 0, 0, 255] }
    try await emulator(change: { $0.limits.pixels = 300_000 }).withServer { server in
      for (count, status) in [(2, 200), (14, 200)] {
        let text = body(images: Array(repeating: (data, "image/png"), count: count))
        let reply = try await LoopbackClient(port: server.port).post(path, body: text)
        #expect(reply.status == status)
      }
      let large = try png(400, 400) { _, _ in [0, 0, 0, 255] }
      let text = body(images: Array(repeating: (large, "image/png"), count: 2))
      let reply = try await LoopbackClient(port: server.port).post(path, body: text)
      #expect(reply.status == 413)
    }
  }
}
