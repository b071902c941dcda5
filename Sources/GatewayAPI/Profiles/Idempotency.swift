import Diagnostics

/// How a gateway recognizes a call that comes once more, so that it is neither made nor billed twice.
package struct Idempotency: Hashable, Sendable {
  /// The header that carries the call's name.
  package let header: String
  /// How long the gateway remembers it.
  package let window: Duration
  /// The page that says so.
  package let source: String

  package init(header: String, window: Duration, source: String) {
    self.header = header
    self.window = window
    self.source = source
  }

  /// Headers that mean something else.
  private static let taken: Set<String> = [
    "authorization", "x-goog-api-key", "proxy-authorization", "cookie", "host", "connection", "content-length", "content-type",
    "transfer-encoding", "accept", "accept-encoding", "user-agent",
  ]

  static var descriptions: [SettingDescription] {
    var reader = SettingsReader(nil, subject: "idempotency")
    _ = read(&reader)
    return reader.finish().descriptions
  }

  static func read(_ node: Node) -> (value: Idempotency?, diagnostics: [Diagnostic]) {
    var reader = SettingsReader(node, subject: "idempotency", at: node.position)
    let value = read(&reader)
    let diagnostics = reader.finish().diagnostics
    return (diagnostics.hasErrors ? nil : value, diagnostics)
  }

  private static func read(_ reader: inout SettingsReader) -> Idempotency? {
    let header = reader.value(
      "header", default: String?.none, expected: "a header's name", isRequired: true, "The header that carries the call's name.",
      show: { $0 },
      parse: { GatewayProfile.isHeaderName($0) && !taken.contains($0.lowercased()) ? .some($0) : nil })
    let window = reader.value(
      "window", default: Duration?.none, expected: "a duration such as 24h", isRequired: true, "How long the gateway remembers it.",
      show: { _ in nil }, parse: { DurationText.read($0).map { .some($0) } })
    let source = reader.text("source", isRequired: true, "The page that says so.")
    guard let header, let window, let source else { return nil }
    return Idempotency(header: header, window: window, source: source)
  }
}

extension GatewayProfile {
  /// Reads `idempotency:`.
  mutating func readIdempotency(_ reader: inout SettingsReader) {
    guard
      let node = reader.node(
        "idempotency", kind: .settings(Idempotency.descriptions),
        "How the gateway recognizes a call that comes once more: header, window and source.")
    else { return }
    let (value, diagnostics) = Idempotency.read(node)
    for diagnostic in diagnostics { reader.report(diagnostic) }
    idempotency = value
  }
}
