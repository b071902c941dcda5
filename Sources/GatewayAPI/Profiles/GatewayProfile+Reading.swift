package import Diagnostics

extension GatewayProfile {
  /// Reads one entry of `gateways:`.
  ///
  /// An entry starts from the profile that `like` names, else from the built-in of its own name, else from Google's wire format without an
  /// address. A key belongs to the address it was issued for: with another base URL the built-in's key is not inherited.
  /// - Returns: no profile only where a diagnostic is an error.
  package static func read(name: Node.Scalar, node: Node, builtIns: [GatewayProfile]) -> (
    profile: GatewayProfile?, diagnostics: [Diagnostic]
  ) {
    var reader = SettingsReader(node, subject: "gateway '\(name.text)'", at: name.position)
    let names = builtIns.map(\.name)
    let like = reader.choice(
      "like", among: builtIns.map { ($0.name, $0) }, default: nil, show: { $0?.name }, "The built-in profile to start from.")
    let own = builtIns.first { $0.name == name.text }
    var profile =
      like ?? own
      ?? GatewayProfile(name: name.text, title: name.text, source: "the pipeline file", verifiedOn: CalendarDate(2026, 11, 21))
    let inherited = profile.baseURL
    profile.name = name.text
    if profile.lane == .emulator, name.text != own?.name {
      // Another server that speaks like the emulator is not the emulator: what it answers may cost money.
      profile.lane = .real
      profile.isBilled = true
    }

    profile.dialect = reader.choice("dialect", default: profile.dialect, "The wire format.") ?? profile.dialect
    let address = reader.text("baseURL", default: nil, "Where the gateway is: https, or http to a loopback address.")
    if let address {
      do {
        profile.baseURL = try BaseURL(address)
      } catch {
        reader.report(.invalidBaseURL, "'\(address)' is not a base URL: \(error.message)", at: "baseURL")
      }
    } else if profile.baseURL == nil {
      reader.report(.missingKey, "gateway '\(name.text)' needs 'baseURL'", at: "baseURL")
    }
    profile.path = reader.value(
      "path", default: profile.path, expected: "a path such as /v1beta/models/{model}:generateContent",
      "The path of a call; {model} stands for the model's id.", show: { $0 }, parse: { isPath($0, dialect: profile.dialect) ? $0 : nil })
    let givesAuthentication = reader.has("auth")
    profile.authentication = reader.choice("auth", default: profile.authentication, "How the key is sent.") ?? profile.authentication
    let key = reader.text("key", default: nil, "The key, as ${env.NAME}.")
    let isElsewhere = profile.baseURL.map { $0 != inherited } ?? false
    if let key {
      profile.keySource = readKey(key, &reader)
    } else if isElsewhere {
      profile.keySource = .none
    }
    if key == nil, givesAuthentication, profile.authentication != .none, profile.keySource == .none {
      reader.report(.missingKey, "'auth: \(profile.authentication.rawValue)' needs 'key'", at: "auth")
    }

    profile.readLimits(&reader)
    let diagnostics = reader.finish().diagnostics.map { diagnostic in
      diagnostic.id == .invalidValue && diagnostic.allowed == names ? unknownGateway(diagnostic) : diagnostic
    }
    return (diagnostics.hasErrors ? nil : profile, diagnostics)
  }

  private static func unknownGateway(_ diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic(
      .unknownGateway, diagnostic.message, at: diagnostic.position, allowed: diagnostic.allowed, suggestion: diagnostic.suggestion)
  }

  private static func isPath(_ text: String, dialect: Dialect) -> Bool {
    text.hasPrefix("/") && text.utf8.count <= 1_024
      && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "/-._~%:@!$&'()*+,;={}".utf8.contains($0) }
      && !text.split(separator: "/").contains { $0 == "." || $0 == ".." }
      && (dialect == .images || text.contains("{model}"))
  }

  private static func readKey(_ text: String, _ reader: inout SettingsReader) -> KeySource {
    if text.hasPrefix("${"), text.hasSuffix("}") {
      let inner = text.dropFirst(2).dropLast()
      let name = inner.dropFirst(4)
      let isName =
        inner.hasPrefix("env.") && !name.isEmpty && name.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") }
        && !(name.utf8.first.map { (0x30...0x39).contains($0) } ?? true)
      if isName { return .environment([String(name)]) }
    }
    guard !text.contains("${"), let key = APIKey(text) else {
      reader.report(.invalidValue, "'key' is not one; expected ${env.NAME}", at: "key")
      return .none
    }
    reader.report(
      Diagnostic(
        .literalKey, "the key stands in the file, where it is easily shared; write ${env.NAME} and set that variable", severity: .warning,
        at: reader.position(of: "key")))
    return .literal(key)
  }
}

extension Diagnostic.ID {
  package static let invalidBaseURL: Diagnostic.ID = "invalid-base-url"
  package static let unknownGateway: Diagnostic.ID = "unknown-gateway"
  package static let literalKey: Diagnostic.ID = "literal-key"
}
