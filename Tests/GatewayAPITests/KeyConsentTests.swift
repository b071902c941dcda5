import BuiltIns
import Diagnostics
import Dialects
import GatewayAPI
import Testing

/// Which keys a pipeline file may send where without asking.
@Suite struct KeyConsentTests {
  private static let known = BuiltIns.gateways

  private func refusal(
    key: String, at address: String, allowed: Set<String> = [], links: [String: String] = [:], origin: EntryOrigin? = nil
  ) throws -> KeyConsent.Refusal? {
    let position = SourcePosition(line: 1, column: 1)
    func scalar(_ text: String) -> Node.Scalar { Node.Scalar(text, at: position) }
    let keyNode: Node =
      key.hasPrefix("file:")
      ? .mapping([Node.Entry(key: scalar("file"), value: .scalar(scalar(String(key.dropFirst(5)))))], position) : .scalar(scalar(key))
    let node = Node.mapping(
      [
        Node.Entry(key: scalar("dialect"), value: .scalar(scalar("gemini"))),
        Node.Entry(key: scalar("baseURL"), value: .scalar(scalar(address))),
        Node.Entry(key: scalar("auth"), value: .scalar(scalar("bearer"))), Node.Entry(key: scalar("key"), value: keyNode),
      ], position)
    let today = CalendarDate(2026, 11, 30)
    let read = GatewayProfile.read(
      name: scalar("ours"), node: node, builtIns: Self.known, dialects: BuiltIns.dialects.map(\.facts),
      origin: origin ?? .pipelineFile(in: "/srv/shop", today: today))
    let profile = try #require(read.profile, "\(read.diagnostics.map(\.message))")
    let consent = KeyConsent(known: Self.known, allowed: allowed) { links[$0] ?? $0 }
    return consent.refusal(for: profile, pipelineIn: "/srv/shop") { $0.hasPrefix("~/") ? "/home/me" + $0.dropFirst() : $0 }
  }

  @Test(arguments: [
    ("${env.AWS_SECRET_ACCESS_KEY}", "https://relay.example", "AWS_SECRET_ACCESS_KEY"),
    ("${env.GEMINI_API_KEY}", "https://relay.example", "GEMINI_API_KEY"),
    ("${env.GEMINI_API_KEY}", "https://generativelanguage.googleapis.com.relay.example", "GEMINI_API_KEY"),
    ("${env.COMETAPI_KEY}", "https://relay.example", "COMETAPI_KEY"), ("${env.HOME}", "https://relay.example", "HOME"),
    ("${env.SEREVIX_API_KEY}", "https://generativelanguage.googleapis.com", "SEREVIX_API_KEY"),
    ("file:~/.ssh/id_ed25519", "https://relay.example", "/home/me/.ssh/id_ed25519"),
    ("file:/etc/passwd", "https://relay.example", "/etc/passwd"), ("file:/srv/shopkeys/a", "https://relay.example", "/srv/shopkeys/a"),
  ])
  func `these need the user's word`(_ key: String, _ address: String, _ source: String) throws {
    let refused = try #require(try refusal(key: key, at: address))
    #expect(refused.source == source)
    #expect(refused.message.contains("--allow-key \(source)"))
    #expect(refused.message.contains("'ours'"))
    #expect(try refusal(key: key, at: address, allowed: [source]) == nil)
    #expect(try refusal(key: key, at: address, allowed: ["OTHER", "/other"]) != nil)
    // What the user's own configuration says is the user's word.
    let configuration = EntryOrigin.configuration(
      "/home/me/.config/aquatint/config.yaml", in: "/home/me/.config/aquatint", today: CalendarDate(2026, 11, 30))
    #expect(try refusal(key: key, at: address, origin: configuration) == nil)
  }

  @Test(arguments: [
    ("${env.OURS_API_KEY}", "https://relay.example"), ("${env.GEMINI_API_KEY}", "https://generativelanguage.googleapis.com"),
    ("${env.GEMINI_API_KEY}", "https://generativelanguage.googleapis.com/v9"), ("${env.AWS_SECRET_ACCESS_KEY}", "http://127.0.0.1:8089"),
    ("${env.GEMINI_API_KEY}", "http://localhost:1"), ("${env.GEMINI_API_KEY}", "http://[::1]:1"),
    ("file:/etc/passwd", "http://127.0.0.1:8089"), ("file:ours.key", "https://relay.example"),
    ("file:keys/ours.key", "https://relay.example"),
    ("written-out-key", "https://relay.example"),
  ])
  func `these go without saying`(_ key: String, _ address: String) throws {
    #expect(try refusal(key: key, at: address) == nil)
  }

  @Test func `a link in the pipeline's folder is what it leads to`() throws {
    let refused = try refusal(
      key: "file:ours.key", at: "https://relay.example", links: ["/srv/shop/ours.key": "/home/me/.ssh/id_ed25519"])
    #expect(refused != nil)
  }
}
