package import Diagnostics
import ImageCore

extension GatewayProfile {
  /// Reads one entry of `gateways:`.
  ///
  /// An entry starts from the profile that `like` names, else from the built-in of its own name, else from the first dialect without an
  /// address. A key belongs to the address it was issued for: with another base URL the built-in's key is not inherited.
  /// - Precondition: there is at least one dialect.
  /// - Returns: the profile, or `nil` only if a diagnostic is an error.
  package static func read(
    name: Node.Scalar, node: Node, builtIns: [GatewayProfile], dialects: [DialectFacts],
    origin: EntryOrigin = .pipelineFile(today: CalendarDate(2026, 11, 21))
  ) -> (profile: GatewayProfile?, diagnostics: [Diagnostic]) {
    let (profile, outcome) = SettingsReader.readCorrectingKeys(node) {
      reading(name: name, node: $0, builtIns: builtIns, dialects: dialects, origin: origin)
    }
    let names = builtIns.map(\.name)
    let diagnostics = outcome.diagnostics.map { diagnostic in
      diagnostic.id == .invalidValue && diagnostic.allowed == names ? unknownGateway(diagnostic) : diagnostic
    }
    return (diagnostics.hasErrors ? nil : profile, diagnostics)
  }

  /// Returns the settings of an entry of `gateways:`.
  package static func descriptions(
    builtIns: [GatewayProfile], dialects: [DialectFacts], origin: EntryOrigin
  ) -> [SettingDescription] {
    let name = Node.Scalar("", at: SourcePosition(line: 1, column: 1))
    return reading(name: name, node: nil, builtIns: builtIns, dialects: dialects, origin: origin).outcome.descriptions
  }

  private static func reading(
    name: Node.Scalar, node: Node?, builtIns: [GatewayProfile], dialects: [DialectFacts], origin: EntryOrigin
  ) -> (value: GatewayProfile, outcome: SettingsReader.Outcome) {
    var reader = SettingsReader(node, subject: "gateway '\(name.text)'", at: name.position)
    let like = reader.choice(
      "like", among: builtIns.map { ($0.name, $0) }, default: nil, show: { $0?.name }, "The built-in profile to start from.")
    let own = builtIns.first { $0.name == name.text }
    var profile =
      like ?? own
      ?? GatewayProfile(name: name.text, title: name.text, dialect: dialects[0], source: origin.name, verifiedOn: origin.today)
    profile.origin = origin.name
    let inherited = profile.baseURL
    profile.name = name.text
    if profile.billingDomain == .emulator, name.text != own?.name {
      // Another server that behaves like the emulator is not the emulator: its answers may cost money.
      profile.billingDomain = .real
      profile.isBilled = true
    }

    let dialect =
      reader.choice(
        "dialect", among: dialects.map { ($0.name, $0) }, default: profile.dialect, show: { $0?.name }, "The wire format.")
      ?? profile.dialect
    if dialect != profile.dialect { (profile.dialect, profile.path) = (dialect, dialect.defaultPath) }
    let address = reader.text("baseURL", default: nil, "Where the gateway is: https, or http to a loopback address.")
    if let address {
      do {
        profile.baseURL = try BaseURL(address)
      } catch {
        reader.report(.invalidBaseURL, "'\(address)' is not a base URL: \(error.message)", at: "baseURL")
      }
    } else if profile.baseURL == nil, like != nil || !reader.has("like") {
      // A 'like' that names an unknown profile is reported instead.
      reader.report(.missingKey, "gateway '\(name.text)' needs 'baseURL'", at: "baseURL")
    }
    profile.path = reader.value(
      "path", default: profile.path, expected: "a path such as /v1beta/models/{model}:generateContent",
      "The path of a call; {model} stands for the model's id.", show: { $0 }, parse: { isPath($0, dialect: profile.dialect) ? $0 : nil })
    profile.warnOfRepeatedPath(&reader)
    let givesAuthentication = reader.has("auth")
    profile.authentication = reader.choice("auth", default: profile.authentication, "How the key is sent.") ?? profile.authentication
    let keyNode = reader.node(
      "key", kind: keyKind, "The key, as ${env.NAME} or {file: PATH}; in a user's own configuration also {command: …}.")
    let isElsewhere = profile.baseURL.map { $0 != inherited } ?? false
    if let keyNode {
      profile.keySource = readKey(keyNode, of: name.text, origin, &reader)
      // Only the user's own configuration may have a key from a command.
      profile.keyIsOfPipelineFile = !origin.allowsCommands
    } else if isElsewhere {
      profile.keySource = .none
      profile.keyIsOfPipelineFile = false
    }
    if keyNode == nil, givesAuthentication, profile.authentication != .none, profile.keySource == .none {
      reader.report(.missingKey, "'auth: \(profile.authentication.rawValue)' needs 'key'", at: "auth")
    }

    profile.readLimits(&reader)
    profile.readPrices(&reader, origin)
    profile.readIdempotency(&reader)
    return (profile, reader.finish())
  }

  private static func unknownGateway(_ diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic(
      .unknownGateway, diagnostic.message, at: diagnostic.position, allowed: diagnostic.allowed, suggestion: diagnostic.suggestion)
  }

  private static func isPath(_ text: String, dialect: DialectFacts) -> Bool {
    text.hasPrefix("/") && text.utf8.count <= 1_024
      && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "/-._~%:@!$&'()*+,;={}".utf8.contains($0) }
      && !text.split(separator: "/").contains { $0 == "." || $0 == ".." }
      && (!dialect.namesModelInPath || text.contains("{model}"))
  }
}

extension GatewayProfile {
  /// Warns if the address would have a version, or the beginning of the path, twice: one from `baseURL` and one from `path`. Some relays do
  /// serve such addresses; a profile that wants one writes it into `path` alone.
  fileprivate func warnOfRepeatedPath(_ reader: inout SettingsReader) {
    guard reader.has("baseURL") || reader.has("path"), let baseURL else { return }
    // `/V1BETA` is the same mistake, whatever the gateway makes of it.
    let head = baseURL.pathPrefix.lowercased().split(separator: "/")
    let tail = path.lowercased().split(separator: "/")
    let isVersion = head.last.map(Self.isVersion) ?? false && tail.first.map(Self.isVersion) ?? false
    // The longest end of the base that the path begins with, else the one version.
    let repeated = (1...max(1, head.count)).last { count in
      !head.isEmpty && tail.count >= count && head.suffix(count).elementsEqual(tail.prefix(count))
    }
    // A whole endpoint in the place of its host: from the version on, with a further segment of the path. A relay's own prefix may have a
    // version too, as https://developers.cloudflare.com/ai-gateway/usage/providers/google-ai-studio/ has.
    let endpoint = head.firstIndex { segment in
      segment == tail.first || (Self.isVersion(segment) && tail.first.map(Self.isVersion) ?? false)
    }
    .flatMap { start in
      let rest = head[(start + 1)...]
      // Google's addresses for clients of OpenAI's API have a segment of their own (https://ai.google.dev/gemini-api/docs/openai).
      return rest.contains { tail.dropFirst().contains($0) } || rest == ["openai"] ? head.count - start : nil
    }
    guard let count = endpoint ?? repeated ?? (isVersion ? 1 : nil) else { return }
    let end = baseURL.pathPrefix.split(separator: "/").suffix(count).joined(separator: "/")
    // Empty segments, as in `//v1`, go with it.
    var rest = Substring(baseURL.description.dropLast(end.utf8.count + 1))
    while rest.hasSuffix("/") { rest = rest.dropLast() }
    reader.report(
      Diagnostic(
        .repeatedVersion,
        "'baseURL' ends with '/\(end)' and 'path' begins with '/\(path.split(separator: "/")[0])', so calls would go to \(baseURL)\(path)",
        severity: .warning, at: reader.position(of: reader.has("baseURL") ? "baseURL" : "path"),
        notes: [Diagnostic.Note("write 'baseURL: \(rest)' and let 'path' have the version, or take it out of 'path'")]))
  }

  /// Returns whether a segment is a version such as `v1`, `v1beta` or `v1alpha2`.
  private static func isVersion(_ segment: Substring) -> Bool {
    guard segment.first == "v", let digit = segment.dropFirst().first, digit.isASCII, digit.isNumber else { return false }
    let rest = segment.dropFirst().drop { $0.isASCII && $0.isNumber }
    return rest.isEmpty || rest.hasPrefix("alpha") || rest.hasPrefix("beta")
  }
}

extension Diagnostic.ID {
  package static let repeatedVersion: Diagnostic.ID = "repeated-version"
  package static let invalidBaseURL: Diagnostic.ID = "invalid-base-url"
  package static let unknownGateway: Diagnostic.ID = "unknown-gateway"
}

extension GatewayProfile {
  /// Reads the limits and habits in an entry of `gateways:`; those that it lacks stay as they are in the profile.
  mutating func readLimits(_ reader: inout SettingsReader) {
    models = words("models", models, &reader, "The models that the gateway serves; others are tried with a warning.")
    let ratios = reader.list(
      "aspectRatios", default: aspectRatios ?? [], expected: "ratios such as 4:3",
      "The ratios that the gateway takes; none given: whatever the model has.", show: \.description, parse: { AspectRatio($0) })
    aspectRatios = ratios.isEmpty ? nil : ratios
    let sizes = words("imageSizes", imageSizes ?? [], &reader, "The sizes that the gateway takes; none given: whatever the model has.")
    imageSizes = sizes.isEmpty ? nil : sizes
    inputMediaTypes = reader.list(
      "mimeTypes", default: inputMediaTypes, expected: "media types such as image/png", "The types of pictures that may be sent along.",
      show: { $0 }, parse: { $0.hasPrefix("image/") && $0.utf8.count <= 100 ? $0 : nil })
    maximumReferences =
      reader.integer(
        "references", default: maximumReferences, in: 0...1_000, "Pictures in one request; none given: whatever the model takes.")
    maximumImageBytes =
      reader.integer("maximumImageBytes", default: maximumImageBytes, in: 1...1_000_000_000, "Bytes of one picture after base64.")
      ?? maximumImageBytes
    maximumBodyBytes =
      reader.integer("maximumBodyBytes", default: maximumBodyBytes, in: 1...1_000_000_000, "Bytes of the whole request.")
      ?? maximumBodyBytes
    statesParallelCalls = statesParallelCalls || reader.has("parallel")
    parallelCalls = reader.integer("parallel", default: parallelCalls, in: 1...1_000, "Calls at the same time.") ?? parallelCalls
    requestsPerMinute = reader.integer(
      "requestsPerMinute", default: requestsPerMinute, in: 1...1_000_000, "Calls a minute; none given: what a 429 teaches.")
    tokensPerMinute = reader.integer(
      "tokensPerMinute", default: tokensPerMinute, in: 1...1_000_000_000, "Tokens a minute; none given: what a 429 teaches.")
    let seconds = reader.integer(
      "timeout", default: nil, in: 1...86_400, "Seconds that a call may take; none given: 180 to 600, by the size of the picture.")
    if let seconds { timeouts = Timeouts(upToOneK: .seconds(seconds), twoK: .seconds(seconds), fourK: .seconds(seconds)) }
    let statuses = reader.list(
      "noWork", default: noWorkStatuses.sorted(), expected: "statuses from 300 to 599",
      "Statuses that prove that the gateway started no work, so that the call may be sent again.", show: { String($0) },
      parse: { Int($0).flatMap { (300..<600).contains($0) ? $0 : nil } })
    noWorkStatuses = Set(statuses)
    let sendsOnlySize = reader.flag(
      "alwaysSendImageSize", default: onlySizePolicy == .sent, "Whether imageSize goes out although the model has one size only.")
    onlySizePolicy = sendsOnlySize ? .sent : .omitted
    let isSnakeCase = reader.flag(
      "snakeCaseParts", default: imagePartSpelling == .snakeCase, "Whether pictures are sent as inline_data instead of inlineData.")
    imagePartSpelling = isSnakeCase ? .snakeCase : .camelCase
    pictureSpelling =
      reader.choice(
        "pictureSettings", default: pictureSpelling,
        "Where ratio and size stand in a request: generationConfig.imageConfig, or the newer generationConfig.responseFormat.image.")
      ?? pictureSpelling
    takesStore = reader.flag("store", default: takesStore, "Whether a request can say that it is not to be stored.")
    let chosen = reader.list(
      "tiers", default: ServiceTier.listed.filter(tiers.contains), expected: "flex or priority",
      allowed: ServiceTier.listed.map(\.rawValue), "The tiers that a request can ask for beside the standard one.", show: \.rawValue,
      parse: { ServiceTier.listed($0) })
    tiers = Set(chosen).union(tiers.intersection([.batch])).union([.standard])
    costHeader = reader.value(
      "costHeader", default: costHeader, expected: "a header's name", "The header of an answer that says in USD what it cost.",
      show: { $0 }, parse: { Self.isHeaderName($0) ? .some($0) : nil })
    billsEmptyAnswers = reader.flag(
      "billsEmptyAnswers", default: billsEmptyAnswers, "Whether 'perCall' is due for an answer without a picture too.")
    fetchesLinks = reader.flag(
      "fetchLinks", default: fetchesLinks, "Whether a picture that an answer links to is fetched, over https from public addresses only.")
  }

  /// Whether a text is what HTTP calls a token (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
  static func isHeaderName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 100 && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains($0) }
  }

  private func words(_ key: String, _ given: [String], _ reader: inout SettingsReader, _ documentation: String) -> [String] {
    reader.list(
      key, default: given, expected: "a list of names", documentation, show: { $0 }, parse: { $0.isEmpty || $0.utf8.count > 200 ? nil : $0 }
    )
  }
}

extension GatewayProfile {
  /// Reads `prices:`, a mapping of models to their prices at this gateway.
  mutating func readPrices(_ reader: inout SettingsReader, _ origin: EntryOrigin) {
    guard
      let node = reader.node(
        "prices", kind: .names(.settings(Prices.descriptions)),
        "Prices of its own, by model: USD per million tokens, or perCall; others cost the list price.")
    else { return }
    guard case .mapping(let entries, _) = node else {
      reader.report(Diagnostic(.wrongType, "'prices' is \(node.kindName); expected a mapping of models to prices", at: node.position))
      return
    }
    for entry in entries {
      let (own, diagnostics) = Prices.read(entry.value, subject: "prices of '\(entry.key.text)'", base: nil)
      for diagnostic in diagnostics { reader.report(diagnostic) }
      if let own { prices[entry.key.text] = Sourced(own, source: origin.name, verifiedOn: origin.today) }
    }
  }
}
