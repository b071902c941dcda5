import GatewayAPI
import GatewayClient
import ScriptedServer
import Synchronization
import Testing

@Suite struct ConnectionTests {
  private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

  @Test func `a redirect is an answer like any other and is not followed`() async throws {
    try await ScriptedServer.run(Step.answer("", status: "307 Temporary Redirect", headers: "Location: /elsewhere\r\n")) { server in
      let head = try await exchange(.local(port: server.port)).get()
      #expect(head.status == 307)
      #expect(server.connectionCount == 1)
      #expect(server.requests.count == 1)
    }
  }

  @Test func `each request opens a connection of its own`() async throws {
    // The server would keep its connections, so only the client decides.
    try await ScriptedServer.run([.readRequest, .send(Self.answer), .readRequest, .send(Self.answer), .waitForRelease]) { server in
      let generator = HTTPContentGenerator.plain()
      for _ in 1...3 { _ = try await exchange(.local(port: server.port), generator: generator).get() }
      #expect(server.connectionCount == 3)
      #expect(server.requests.count == 3)
    }
  }

  @Test func `cancelling after the request has left changes nothing`() async throws {
    try await ScriptedServer.run([
      .readRequest, .waitForRelease, .send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{}"), .send("  "), .close,
    ]) { server in
      let sink = MemorySink()
      let profile = GatewayProfile.local(port: server.port)
      let result = await withTaskGroup(of: Result<AnswerHead, GatewayError>.self) { group in
        group.addTask { await exchange(profile, sink: sink) }
        await server.waitForRequests(1)
        group.cancelAll()
        server.release()
        return await group.next()
      }
      let head = try #require(result).get()
      #expect(head.byteCount == 4)
      #expect(sink.text == "{}  ")
      #expect(server.closedEarlyCount == 0)
    }
  }

  @Test func `cancelling before the request leaves keeps it here`() async throws {
    try await ScriptedServer.run(Step.answer("{}")) { server in
      let profile = GatewayProfile.local(port: server.port)
      let result = await withTaskGroup(of: Result<AnswerHead, GatewayError>.self) { group in
        group.addTask {
          await exchange(profile) { unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() } }
        }
        return await group.next()
      }
      guard case .failure(let error)? = result else {
        Issue.record("a cancelled call was answered")
        return
      }
      #expect(error.phase == .notSent(.cancelled))
      #expect(server.requests.isEmpty)
    }
  }

  @Test func `abandoning closes what is open as unknown and lets nothing more out`() async throws {
    try await ScriptedServer.run([.readRequest, .waitForRelease]) { server in
      let generator = HTTPContentGenerator.plain()
      let profile = GatewayProfile.local(port: server.port)
      let result = await withTaskGroup(of: Result<AnswerHead, GatewayError>.self) { group in
        group.addTask { await exchange(profile, generator: generator) }
        await server.waitForRequests(1)
        generator.abandon()
        return await group.next()
      }
      guard case .failure(let error)? = result else {
        Issue.record("an abandoned call was answered")
        return
      }
      #expect(error.phase == .sentOutcomeUnknown)
      if case .failure(let later) = await exchange(profile, generator: generator) { #expect(later.phase == .notSent(.cancelled)) }
      #expect(server.requests.count == 1)
    }
  }

  @Test func `a server that hangs up while the intent is written harms nobody`() async throws {
    try await ScriptedServer.run([.close]) { server in
      let result = await exchange(.local(port: server.port)) {
        while server.connectionCount == 0 { await Task.yield() }
        for _ in 0..<1_000 { await Task.yield() }
      }
      #expect(server.requests.isEmpty)
      guard case .failure(let error) = result else {
        Issue.record("nobody was there to answer")
        return
      }
      // Noticed in time, whichever way, it is proof that nothing left; else nothing can be said.
      switch error.classification {
      case .notSent, .unknown: break
      default: Issue.record("a server that hung up is taken for \(error.classification)")
      }
    }
  }

  @Test func `the head of the request is exactly this`() async throws {
    try await ScriptedServer.run(Step.answer("{}")) { server in
      var profile = GatewayProfile.local(port: server.port, authentication: .bearer)
      profile.path = "/v1/v1beta/models/{model}:generateContent"
      let key = try #require(APIKey("k-123"))
      _ = try await exchange(profile, generator: .plain(keys: ["local": key])).get()
      let text = try #require(server.requestTexts.first)
      let head = text.split(separator: "\r\n\r\n", maxSplits: 1)[0].split(separator: "\r\n").map(String.init)
      #expect(head.first == "POST /v1/v1beta/models/gemini-3-pro-image:generateContent HTTP/1.1")
      #expect(
        Set(head.dropFirst().map { $0.lowercased() }) == [
          "content-type: application/json", "accept: application/json", "accept-encoding: identity", "user-agent: aquatint",
          "authorization: bearer k-123",
          "connection: close",
          "host: 127.0.0.1:\(server.port)",
          "content-length: \(text.utf8.count - text.split(separator: "\r\n\r\n", maxSplits: 1)[0].utf8.count - 4)",
        ])
    }
  }

  @Test(arguments: [
    (GatewayProfile.Authentication.bearer, "authorization: bearer k-123"), (.googleAPIKey, "x-goog-api-key: k-123"),
    (.raw, "authorization: k-123"),
  ]) func `a key is shown as the profile says`(_ authentication: GatewayProfile.Authentication, _ line: String) async throws {
    try await ScriptedServer.run(Step.answer("{}")) { server in
      let key = try #require(APIKey("k-123"))
      _ = try await exchange(.local(port: server.port, authentication: authentication), generator: .plain(keys: ["local": key])).get()
      #expect(server.requestTexts.first?.lowercased().contains("\r\n\(line)\r\n") == true)
    }
  }

  @Test func `proxies are used, except for loopback`() async throws {
    try await ScriptedServer.run([.readRequest, .send("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"), .close]) { proxy in
      let environment = [
        "HTTPS_PROXY": "http://me:p%40ss@127.0.0.1:\(proxy.port)", "HTTP_PROXY": "http://127.0.0.1:\(proxy.port)",
        "NO_PROXY": "other.example",
      ]
      let generator = HTTPContentGenerator.plain(environment: environment)
      try await ScriptedServer.run(Step.answer("{}")) { server in
        _ = try await exchange(.local(port: server.port), generator: generator).get()
        #expect(server.requests.count == 1)
        #expect(proxy.connectionCount == 0)
      }
      var profile = GatewayProfile.local(port: 1)
      profile.baseURL = try BaseURL("https://gateway.example")
      let result = await exchange(profile, generator: generator)
      if case .failure(let error) = result {
        #expect(error.phase == .notSent(.proxyFailed))
        #expect(error.message.contains("through the proxy of HTTPS_PROXY, 127.0.0.1:\(proxy.port)"), "\(error.message)")
        #expect(!error.message.contains("p@ss") && !error.message.contains("p%40ss"))
      } else {
        Issue.record("the proxy refused and yet")
      }
      let request = try #require(proxy.requestTexts.first)
      #expect(request.hasPrefix("CONNECT gateway.example:443 HTTP/1.1\r\n"))
      #expect(request.lowercased().contains("proxy-authorization: basic bwu6cebzcw=="))
    }
  }

  @Test func `what is no proxy is not gone around`() async throws {
    var profile = GatewayProfile.local(port: 1)
    profile.baseURL = try BaseURL("https://gateway.example")
    let result = await exchange(profile, generator: .plain(environment: ["HTTPS_PROXY": "socks5://127.0.0.1:1"]))
    if case .failure(let error) = result {
      #expect(error.phase == .notSent(.proxyFailed))
      #expect(error.message.contains("HTTPS_PROXY"))
    } else {
      Issue.record("something answered")
    }
  }

  @Test func `a SOCKS proxy of ALL_PROXY is asked, and nothing goes around it`() async throws {
    try await ScriptedServer.run([.close]) { proxy in
      var profile = GatewayProfile.local(port: 1)
      profile.baseURL = try BaseURL("https://gateway.example")
      let result = await exchange(profile, generator: .plain(environment: ["ALL_PROXY": "socks5://127.0.0.1:\(proxy.port)"]))
      guard case .failure(let error) = result else {
        Issue.record("the proxy closed and yet")
        return
      }
      guard case .notSent = error.phase else {
        Issue.record("nothing can have been sent: \(error.phase)")
        return
      }
      #expect(error.message.contains("through the proxy of ALL_PROXY, 127.0.0.1:\(proxy.port)"), "\(error.message)")
      #expect(proxy.connectionCount == 1)
    }
  }

  @Test(arguments: ["ftp://127.0.0.1:1", "socks5://me:secret@127.0.0.1:1", "socks4://127.0.0.1:1"])
  func `the variable that is wrong is the one that is named`(_ address: String) async throws {
    var profile = GatewayProfile.local(port: 1)
    profile.baseURL = try BaseURL("https://gateway.example")
    let result = await exchange(profile, generator: .plain(environment: ["ALL_PROXY": address]))
    if case .failure(let error) = result {
      #expect(error.message.hasPrefix("ALL_PROXY is not a proxy's address"), "\(error.message)")
      #expect(!error.message.contains("secret"))
    } else {
      Issue.record("something answered")
    }
  }
}
