package import Dialects
package import GatewayAPI
import Glibc
import JSON

/// Sends requests to gateways over HTTP: each once, on a connection of its own, without retries.
package struct HTTPContentGenerator: ContentGenerator {
  let dialects: [any Dialect]
  private let keys: [String: APIKey]
  private let environment: ClientEnvironment
  private let connectTimeout: Duration
  private let abandonment = AbandonSwitch()
  let redaction: Redaction

  /// - Parameters:
  ///   - dialects: the dialects of gateways.
  ///   - keys: by the names of the profiles that need one.
  ///   - connectTimeout: the time until a request may leave: to connect, and to record that it will.
  package init(
    dialects: [any Dialect], keys: [String: APIKey], environment: ClientEnvironment, connectTimeout: Duration = .seconds(30)
  ) {
    self.dialects = dialects
    self.keys = keys
    self.environment = environment
    self.connectTimeout = connectTimeout
    self.redaction = Redaction(Array(keys.values))
  }

  package func encode(_ request: GenerationRequest, for profile: GatewayProfile, card: ModelCard?) throws(GatewayError) -> WireRequest {
    try RequestEncoder(dialects: dialects, profile: profile, card: card).encode(request)
  }

  package func send(
    _ request: WireRequest, to profile: GatewayProfile, timeout: Duration, into sink: any AnswerSink,
    willSend: @Sendable () async throws -> Void
  ) async throws(GatewayError) -> AnswerHead {
    guard let baseURL = profile.baseURL, request.url.hasPrefix(baseURL.description + "/") else {
      throw GatewayError(.preparing, gateway: profile.name, "the request is not one for gateway '\(profile.name)'")
    }
    let exchange = HTTPExchange(
      request: request, profile: profile, baseURL: baseURL, credential: try credential(for: profile), environment: environment,
      connectTimeout: connectTimeout, timeout: timeout, redaction: redaction, abandonment: abandonment)
    return try await exchange.run(into: RedactingSink(sink, keys: Array(keys.values)), willSend: willSend)
  }

  package func read(_ head: AnswerHead, bodyAt path: String, from profile: GatewayProfile) throws(GatewayError) -> GenerationAnswer {
    let body = try StoredBody(path, limit: profile.maximumAnswerBytes, gateway: profile.name)
    let decoding = ContentDecoding(header: head["content-encoding"], limit: profile.maximumAnswerBytes)
    let (text, obstacle) = try readable(profile) { () throws(UnreadableBody) in try decoding.text(of: body) }
    var answer = try readable(profile) { () throws(UnreadableBody) in
      try AnswerReader(dialects: dialects, redaction: redaction).read(text)
    }
    if answer.malformation != nil, obstacle == nil, let image = barePicture(text, head) {
      answer.malformation = nil
      answer.candidates = [AnswerCandidate(parts: [AnswerPart(.image(image))])]
    }
    if let obstacle, let malformation = answer.malformation { answer.malformation = "\(obstacle); \(malformation)" }
    if !(200..<300).contains(head.status) {
      let provider = ProviderErrorReader(redaction: redaction).read(
        try readable(profile) { () throws(UnreadableBody) in try text.beginning(ProviderErrorReader.longestBody) })
      let error = GatewayError(
        answered: head, profile: profile, provider: provider, now: Self.now, message: message(of: provider, head, profile))
      // Evidence of work outranks the status: the answer is read as any other, and never as one that was not begun. Without a picture a
      // status that leaves the outcome open still does so.
      let isFinal = PictureChoice(of: answer)?.isFinal ?? false
      guard isFinal || (answer.showsWork && error.classification != .unknown) else { throw error }
      answer.statusBeside = head.status
      if !isFinal, answer.error == nil {
        answer.error = ProviderError(code: String(head.status), message: "the gateway answered with the status \(head.status)")
      }
    }
    try throwIfCut(answer, head, profile)
    return answer
  }

  /// Returns the picture that the body of an answer is, if its head declares one and it is complete; pixels decide about it later.
  private func barePicture(_ text: AnswerText, _ head: AnswerHead) -> AnswerImage? {
    guard (200..<300).contains(head.status), head.ending != .connectionClosed, text.size > 0,
      let type = head["content-type"]?.split(separator: ";").first?.lowercased(), type.hasPrefix("image/")
    else { return nil }
    return AnswerImage(data: text.data, declaredMediaType: type)
  }

  /// Throws an error if a body that ended with the connection cannot be read to its end: it may have been cut.
  private func throwIfCut(_ answer: GenerationAnswer, _ head: AnswerHead, _ profile: GatewayProfile) throws(GatewayError) {
    if let malformation = answer.malformation, head.ending == .connectionClosed {
      throw GatewayError(
        .sentOutcomeUnknown, gateway: profile.name,
        "the answer of gateway '\(profile.name)' ended with the connection and is not whole: \(malformation)", partialHead: head)
    }
  }

  /// Seconds since 1970.
  static var now: Int { time(nil) }

  private func message(of error: ProviderError, _ head: AnswerHead, _ profile: GatewayProfile) -> String {
    let said = "gateway '\(profile.name)' answered \(head.status)\(error.status.map { " \($0)" } ?? ""): \(error.message)"
    guard (300..<400).contains(head.status), let location = head["location"] else { return said }
    let target = redaction.text(location)
    return "\(said); it points to '\(target)', and redirects are never followed: write the address that it means as 'baseURL' and 'path'"
  }

  private func readable<Result>(
    _ profile: GatewayProfile, _ body: () throws(UnreadableBody) -> Result
  ) throws(GatewayError) -> Result {
    do throws(UnreadableBody) {
      return try body()
    } catch {
      throw StoredBody.unreadable(profile.name, error)
    }
  }

  package func completing(_ answer: GenerationAnswer, from profile: GatewayProfile) async -> GenerationAnswer {
    await LinkedPictureFetcher(environment: environment).completing(answer, from: profile)
  }

  /// Closes every open connection, even of paid calls, and sends no further request.
  package func abandon() { abandonment.abandonAll() }

  private func credential(for profile: GatewayProfile) throws(GatewayError) -> HeaderField? {
    guard profile.authentication != .none else { return nil }
    guard let key = keys[profile.name] else {
      guard profile.needsKey else { return nil }
      let variables = profile.keySource.variables
      let hint = variables.isEmpty ? "" : "; set \(variables.joined(separator: " or "))"
      throw GatewayError(.notSent(.keyMissing), gateway: profile.name, "gateway '\(profile.name)' has no key\(hint)")
    }
    return key.withSecret { secret in
      switch profile.authentication {
      case .bearer: HeaderField("Authorization", "Bearer \(secret)")
      case .googleAPIKey: HeaderField("x-goog-api-key", secret)
      case .raw: HeaderField("Authorization", secret)
      case .none: nil
      }
    }
  }
}
