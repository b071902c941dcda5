package import Diagnostics

extension GatewayProfile {
  /// Reads one entry of `gateways:`.
  ///
  /// An entry starts from the profile that `like` names, else from the built-in of its own name, else from Google's wire format without an
  /// address. A key belongs to the address it was issued for: with another base URL the built-in's key is not inherited.
  /// - Returns: no profile only where a diagnostic is an error.
  package static func read(
    name: Node.Scalar, node: Node, builtIns: [GatewayProfile], origin: EntryOrigin = .pipelineFile(today: CalendarDate(2026, 11, 21))
  ) -> (profile: GatewayProfile?, diagnostics: [Diagnostic]) {
    let (profile, outcome) = reading(name: name, node: node, builtIns: builtIns, origin: origin)
    let names = builtIns.map(\.name)
    let diagnostics = outcome.diagnostics.map { diagnostic in
      diagnostic.id == .invalidValue && diagnostic.allowed == names ? unknownGateway(diagnostic) : diagnostic
    }
    return (diagnostics.hasErrors ? nil : profile, diagnostics)
  }

  /// What may stand in an entry of `gateways:`.
  package static func descriptions(builtIns: [GatewayProfile], origin: EntryOrigin) -> [SettingDescription] {
    let name = Node.Scalar("", at: SourcePosition(line: 1, column: 1))
    return reading(name: name, node: nil, builtIns: builtIns, origin: origin).outcome.descriptions
  }

  private static func reading(
    name: Node.Scalar, node: Node?, builtIns: [GatewayProfile], origin: EntryOrigin
  ) -> (profile: GatewayProfile, outcome: SettingsReader.Outcome) {
    var reader = SettingsReader(node, subject: "gateway '\(name.text)'", at: name.position)
    let like = reader.choice(
      "like", among: builtIns.map { ($0.name, $0) }, default: nil, show: { $0?.name }, "The built-in profile to start from.")
    let own = builtIns.first { $0.name == name.text }
    var profile =
      like ?? own
      ?? GatewayProfile(name: name.text, title: name.text, source: origin.name, verifiedOn: origin.today)
    profile.origin = origin.name
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
    let keyNode = reader.node("key", kind: .text, "The key, as ${env.NAME}; in a user's own configuration also {command: …}.")
    let isElsewhere = profile.baseURL.map { $0 != inherited } ?? false
    if let keyNode {
      profile.keySource = readKey(keyNode, of: name.text, origin, &reader)
    } else if isElsewhere {
      profile.keySource = .none
    }
    if keyNode == nil, givesAuthentication, profile.authentication != .none, profile.keySource == .none {
      reader.report(.missingKey, "'auth: \(profile.authentication.rawValue)' needs 'key'", at: "auth")
    }

    profile.readLimits(&reader)
    profile.readPrices(&reader, origin)
    return (profile, reader.finish())
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

  private static func readKey(
    _ node: Node, of gateway: String, _ origin: EntryOrigin, _ reader: inout SettingsReader
  ) -> KeySource {
    switch node {
    case .scalar(let scalar): return readKey(scalar.text, origin, &reader)
    case .sequence:
      reader.report(.wrongType, "'key' is a list; expected ${env.NAME}", at: "key")
      return .none
    case .mapping(let entries, let position):
      var inner = SettingsReader(node, subject: "'key' of gateway '\(gateway)'", at: position)
      let command = inner.node("command", kind: .text, isRequired: true, "A line for the shell, or a list of a program and its arguments.")
      for diagnostic in inner.finish().diagnostics { reader.report(diagnostic) }
      guard let command else { return .none }
      guard origin.allowsCommands else {
        let place = entries.first { $0.key.text == "command" }?.key.position ?? position
        reader.report(
          Diagnostic(
            .commandInFile, "'command' cannot stand in a pipeline file, which runs nothing; it may in the user's own configuration",
            at: place, notes: [Diagnostic.Note("write ${env.NAME}, or move the gateway to aquatint/config.yaml")]))
        return .none
      }
      return readCommand(command, &reader)
    }
  }

  private static func readCommand(_ node: Node, _ reader: inout SettingsReader) -> KeySource {
    var words: [String] = []
    if case .sequence(let items, _) = node { words = items.compactMap { $0.scalar?.text } }
    switch node {
    case .scalar(let scalar) where scalar.text.contains { !$0.isWhitespace }:
      return .command(.shell(scalar.text.replacing("$$", with: "$")))
    case .sequence(let items, _) where words.count == items.count && !(words.first ?? "").isEmpty:
      return .command(.program(words.map { $0.replacing("$$", with: "$") }))
    default:
      reader.report(
        Diagnostic(
          .invalidValue, "'command' is none; expected a line for the shell, or a list of a program and its arguments", at: node.position))
      return .none
    }
  }

  private static func readKey(_ text: String, _ origin: EntryOrigin, _ reader: inout SettingsReader) -> KeySource {
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
    // A user's own configuration is where such things may stand.
    guard !origin.allowsCommands else { return .literal(key) }
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
  package static let commandInFile: Diagnostic.ID = "command-in-file"
}
