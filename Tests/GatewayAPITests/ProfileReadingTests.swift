import BuiltIns
import Diagnostics
import Dialects
import GatewayAPI
import Testing

@Suite struct ProfileReadingTests {
  /// An entry whose settings stand on lines 2, 3, … with their values in column 10.
  private func read(_ settings: [(String, String)], name: String = "ours") -> (profile: GatewayProfile?, diagnostics: [Diagnostic]) {
    let entries = settings.enumerated().map { index, setting in
      Node.Entry(
        key: Node.Scalar(setting.0, at: SourcePosition(line: index + 2, column: 3)),
        value: .scalar(Node.Scalar(setting.1, at: SourcePosition(line: index + 2, column: 10))))
    }
    return GatewayProfile.read(
      name: Node.Scalar(name, at: SourcePosition(line: 1, column: 1)), node: .mapping(entries, SourcePosition(line: 2, column: 3)),
      builtIns: BuiltIns.gateways, dialects: BuiltIns.dialects.map(\.facts))
  }

  @Test func `a gateway of one's own`() throws {
    let result = read([
      ("dialect", "gemini"), ("baseURL", "http://127.0.0.1:8089"), ("path", "/v1/models/{model}:generateContent"), ("auth", "raw"),
      ("key", "${env.OURS_API_KEY}"),
    ])
    let profile = try #require(result.profile)
    #expect(result.diagnostics.isEmpty)
    #expect(profile.name == "ours")
    #expect(profile.authentication == .raw)
    #expect(profile.keySource == .environment(["OURS_API_KEY"]))
    #expect(profile.billingDomain == .real)
    #expect(profile.isBilled)
    #expect(try profile.requestURL(model: "m") == "http://127.0.0.1:8089/v1/models/m:generateContent")
    #expect(profile.keySource.resolve { $0 == "OURS_API_KEY" ? " k1\n" : nil } == APIKey("k1"))
  }

  @Test func `another base URL does not inherit the key, the same one does`() throws {
    let elsewhere = try #require(read([("like", "serevix"), ("baseURL", "https://cheap.example")]).profile)
    #expect(elsewhere.keySource == .none)
    #expect(elsewhere.path == "/v1/v1beta/models/{model}:generateContent")
    #expect(try #require(read([("like", "serevix")]).profile).keySource == .environment(["SEREVIX_API_KEY"]))
    let own = try #require(read([("like", "serevix"), ("baseURL", "https://cheap.example"), ("key", "${env.CHEAP}")]).profile)
    #expect(own.keySource.variables == ["CHEAP"])
  }

  @Test func `an entry named like a built-in starts from it`() throws {
    let profile = try #require(read([("baseURL", "https://relay.example"), ("key", "${env.K}")], name: "native").profile)
    #expect(profile.imagePartSpelling == .snakeCase)
    #expect(profile.onlySizePolicy == .sent)
  }

  @Test func `a server that speaks like the emulator is a real gateway`() throws {
    let profile = try #require(read([("like", "emulator"), ("baseURL", "http://127.0.0.1:9")]).profile)
    #expect(profile.billingDomain == .real)
    #expect(profile.isBilled)
  }

  @Test(arguments: [
    ([("like", "servix")], "unknown-gateway", SourcePosition(line: 2, column: 10)),
    ([("baseURL", "http://example.com")], "invalid-base-url", SourcePosition(line: 2, column: 10)),
    ([("baseURL", "https://a.example"), ("auth", "basic")], "invalid-value", SourcePosition(line: 3, column: 10)),
    ([("baseURL", "https://a.example"), ("path", "v1")], "invalid-value", SourcePosition(line: 3, column: 10)),
    ([("baseURL", "https://a.example"), ("path", "/../{model}")], "invalid-value", SourcePosition(line: 3, column: 10)),
    ([("baseURL", "https://a.example"), ("key", "${HOME}")], "invalid-value", SourcePosition(line: 3, column: 10)),
    ([("baseURL", "https://a.example"), ("kee", "x")], "unknown-key", SourcePosition(line: 3, column: 3)),
    ([("dialect", "gemini")], "missing-key", SourcePosition(line: 1, column: 1)),
    ([("baseURL", "https://a.example"), ("auth", "bearer")], "missing-key", SourcePosition(line: 3, column: 10)),
  ]) func `a mistake is an error at its place`(_ settings: [(String, String)], _ id: String, _ position: SourcePosition) throws {
    let result = read(settings)
    #expect(result.profile == nil)
    let diagnostic = try #require(result.diagnostics.first { $0.severity == .error && $0.id.name == id })
    #expect(diagnostic.position == position)
  }

  @Test func `a near miss gets a suggestion`() {
    let result = read([("like", "servix")])
    #expect(result.diagnostics.first { $0.id == .unknownGateway }?.suggestion == "serevix")
  }

  @Test func `a key in the file is warned about and not repeated`() throws {
    let result = read([("baseURL", "https://a.example"), ("key", "sk-secret-1")])
    let warning = try #require(result.diagnostics.first)
    #expect(warning.id == .literalKey)
    #expect(warning.severity == .warning)
    #expect(!"\(result)".contains("sk-secret-1"))
    #expect(try #require(result.profile).needsKey)
  }

  @Test func `each dialect has its own path`() throws {
    let images = try #require(read([("dialect", "images"), ("baseURL", "https://ours.example")]).profile)
    #expect(images.path == "/v1/images/generations")
    let gemini = try #require(read([("baseURL", "https://ours.example")]).profile)
    #expect(gemini.path == "/v1beta/models/{model}:generateContent")
    let changed = try #require(read([("like", "serevix"), ("dialect", "images"), ("baseURL", "https://ours.example")]).profile)
    #expect(changed.path == "/v1/images/generations", "another dialect does not inherit the path")
    let kept = try #require(read([("like", "serevix"), ("dialect", "gemini"), ("baseURL", "https://ours.example")]).profile)
    #expect(kept.path == "/v1/v1beta/models/{model}:generateContent")
    let own = try #require(read([("dialect", "images"), ("baseURL", "https://ours.example"), ("path", "/images")]).profile)
    #expect(own.path == "/images")
  }

  @Test(
    arguments: [
      ("https://h.example/v1", nil, "https://h.example"), ("https://h.example/v1beta/", nil, "https://h.example"),
      ("https://h.example/proxy/v1", nil, "https://h.example/proxy"),
      ("https://h.example/v1beta/models", "/v1beta/models/{model}:generateContent", "https://h.example"),
      ("https://h.example/v2alpha1", "/v1/{model}", "https://h.example"),
      ("https://h.example/v1beta/models/m:generateContent", nil, "https://h.example"),
      ("https://h.example/proxy/v1/models/m:generateContent", nil, "https://h.example/proxy"),
      ("https://h.example/V1BETA", nil, "https://h.example"), ("https://h.example/Proxy/V1/", nil, "https://h.example/Proxy"),
      ("https://h.example/v1beta", "/V1Beta/models/{model}:generateContent", "https://h.example"),
      ("https://h.example/API", "/api/{model}", "https://h.example"), ("https://h.example//v1", nil, "https://h.example"),
      ("https://h.example/v1beta/openai", nil, "https://h.example"), ("https://h.example/v1beta/openai/", nil, "https://h.example"),
    ] as [(String, String?, String)])
  func `a version that would stand twice is a warning with the fix`(_ base: String, _ path: String?, _ fix: String) throws {
    let result = read([("baseURL", base)] + (path.map { [("path", $0)] } ?? []))
    #expect(result.profile != nil)
    let diagnostic = try #require(result.diagnostics.first)
    #expect(diagnostic.id == .repeatedVersion && diagnostic.severity == .warning)
    #expect(diagnostic.notes.first?.message.contains("'baseURL: \(fix)'") == true, "\(diagnostic.notes)")
    #expect(diagnostic.position?.line == 2)
  }

  @Test(arguments: [
    ("https://h.example", "/v1/v1beta/models/{model}:generateContent"), ("https://h.example/api", "/v1beta/models/{model}:generateContent"),
    ("https://h.example/v1/account/name/google-ai-studio", "/v1beta/models/{model}:generateContent"),
    ("https://h.example/v1", "/models/{model}:generateContent"), ("https://h.example/vision", "/v1/{model}"),
    ("https://h.example/openai", "/v1/{model}"), ("https://h.example/v1/openai/acme", "/v1beta/models/{model}:generateContent"),
  ]) func `an address that has it once is fine`(_ base: String, _ path: String) {
    #expect(read([("baseURL", base), ("path", path)]).diagnostics.isEmpty)
  }
}
