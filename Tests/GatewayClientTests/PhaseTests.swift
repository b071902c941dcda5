import GatewayAPI
import GatewayClient
import ScriptedServer
import Synchronization
import Testing

/// At which point a call failed decides what may be done about it.
@Suite struct PhaseTests {
  private struct Unwritable: Error {}

  private func failure(_ result: Result<AnswerHead, GatewayError>) -> GatewayError? {
    if case .failure(let error) = result { error } else { nil }
  }

  @Test func `a whole answer, its head and its bytes`() async throws {
    try await ScriptedServer.run(Step.answer("{\"a\":1}", headers: "X-Request-Id: r7\r\nSet-Cookie: session=1\r\n")) { server in
      let sink = MemorySink()
      let head = try await exchange(.local(port: server.port), sink: sink).get()
      #expect(head.status == 200)
      #expect(head["x-request-id"] == "r7")
      #expect(head["set-cookie"] == nil)
      #expect(head.ending == .declared)
      #expect(head.byteCount == 7)
      #expect(sink.text == "{\"a\":1}")
    }
  }

  @Test func `a refused connection is proof that nothing was sent`() async throws {
    let port = try DeafPort()
    let wasAsked = Mutex(false)
    let error = failure(await exchange(.local(port: port.number)) { wasAsked.withLock { $0 = true } })
    withExtendedLifetime(port) {}
    #expect(error?.phase == .notSent(.connectionRefused))
    #expect(error?.isEnvironment == true)
    #expect(wasAsked.withLock { $0 } == false)
  }

  @Test func `the intent is written before the first byte leaves, on a connection that is ready`() async throws {
    try await ScriptedServer.run(Step.answer("{}")) { server in
      let seen = Mutex(-1)
      _ = try await exchange(.local(port: server.port)) { seen.withLock { $0 = server.requests.count } }.get()
      #expect(seen.withLock { $0 } == 0)
      #expect(server.requests.count == 1)
    }
  }

  @Test func `an intent that cannot be written keeps the request here`() async throws {
    try await ScriptedServer.run(Step.answer("{}")) { server in
      let error = failure(await exchange(.local(port: server.port)) { throw Unwritable() })
      #expect(error?.phase == .notSent(.refusedByCaller))
      #expect(error?.localCause == "Unwritable()")
      #expect(server.requests.isEmpty)
    }
  }

  @Test(arguments: [
    ("reset after the request", [Step.readRequest, .reset]), ("closed after the request", [.readRequest, .close]),
    ("reset before reading", [.reset]),
  ]) func `a broken connection leaves the outcome unknown`(_ name: String, _ script: [Step]) async throws {
    try await ScriptedServer.run(script) { server in
      let error = failure(await exchange(.local(port: server.port)))
      if name != "reset before reading" { #expect(error?.phase == .sentOutcomeUnknown) }
      #expect(error != nil)
      #expect(server.requests.count <= 1)
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"candidates\"", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"can\r\n",
    "HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\n{", "HTTP/1.1 200 OK\r\nContent-Le",
  ]) func `a body that ends early is unknown, whatever its status`(_ answer: String) async throws {
    try await ScriptedServer.run([.readRequest, .send(answer), .close]) { server in
      let error = failure(await exchange(.local(port: server.port)))
      #expect(error?.classification == .unknown)
    }
  }

  @Test func `what had arrived of a broken answer is told and kept`() async throws {
    try await ScriptedServer.run([.readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nX-Request-Id: r9\r\n\r\n{\"cand"), .close])
    { server in
      let sink = MemorySink()
      let error = failure(await exchange(.local(port: server.port), sink: sink))
      #expect(error?.partialHead?.status == 200)
      #expect(error?.requestID == "r9")
      #expect(sink.text == "{\"cand")
    }
  }

  @Test func `chunks are one body, and an end by closing is told`() async throws {
    try await ScriptedServer.run(
      [.readRequest, .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"), .send("1\r\n}\r\n0\r\n\r\n"), .close],
      [.readRequest, .send("HTTP/1.1 200 OK\r\n\r\n{}"), .close]
    ) { server in
      for ending in [AnswerHead.Ending.declared, .connectionClosed] {
        let sink = MemorySink()
        let head = try await exchange(.local(port: server.port), sink: sink).get()
        #expect(head.ending == ending)
        #expect(sink.text == "{}")
      }
    }
  }

  @Test func `silence until the timeout is unknown`() async throws {
    try await ScriptedServer.run([.readRequest, .waitForRelease]) { server in
      let error = failure(await exchange(.local(port: server.port), timeout: .seconds(1)))
      #expect(error?.phase == .sentOutcomeUnknown)
      #expect(error?.message.contains("no whole answer came within") == true)
    }
  }

  @Test func `an answer that cannot be stored is unknown and says why`() async throws {
    try await ScriptedServer.run(Step.answer("{\"a\":1}")) { server in
      let error = failure(await exchange(.local(port: server.port), sink: MemorySink(limit: 3)))
      #expect(error?.phase == .sentOutcomeUnknown)
      #expect(error?.localCause == "Full()")
    }
  }

  @Test func `an answer beyond the limit is given up`() async throws {
    try await ScriptedServer.run(Step.answer(String(repeating: "x", count: 5_000))) { server in
      var profile = GatewayProfile.local(port: server.port)
      profile.maximumAnswerBytes = 1_000
      let error = failure(await exchange(profile))
      #expect(error?.phase == .sentOutcomeUnknown)
      #expect(error?.message.contains("larger than 1000 bytes") == true)
    }
  }

  @Test func `a missing key is noticed before connecting`() async throws {
    try await ScriptedServer.run(Step.answer("{}")) { server in
      let error = failure(await exchange(.local(port: server.port, authentication: .bearer)))
      #expect(error?.phase == .notSent(.keyMissing))
      #expect(error?.message.contains("LOCAL_KEY") == true)
      #expect(error?.isEnvironment == true)
      #expect(server.connectionCount == 0)
    }
  }

  @Test func `a gateway without a secure connection gets nothing`() async throws {
    try await ScriptedServer.run([.send("hello\r\n"), .close]) { server in
      var profile = GatewayProfile.local(port: server.port)
      profile.baseURL = try BaseURL("https://localhost:\(server.port)")
      let error = failure(await exchange(profile))
      #expect(error?.phase == .notSent(.secureConnectionFailed))
    }
  }
}
