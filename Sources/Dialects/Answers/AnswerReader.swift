package import GatewayAPI
package import JSON

/// Reads an answer in whatever shape gateways give it, which is often not that of the request's dialect.
///
/// In each object the first shape that matches is used: those of every dialect and of conversations, the surest first, as ``ShapeEvidence``
/// orders them; then any of them inside `response`, `data`, `result` and the like.
///
/// A body may also be a list of pieces or a stream of events, which together are the answer. Anything else has no known shape; nothing in a
/// body can make this fail.
package struct AnswerReader {
  private let redaction: Redaction
  private let dialects: [any Dialect]
  private let shapes: [any AnswerShape]

  package init(dialects: [any Dialect], redaction: Redaction) {
    self.dialects = dialects
    self.redaction = redaction
    let all: [any AnswerShape] = dialects.flatMap(\.shapes) + [ChatChoices(), OutputItems()]
    // Sorting is stable.
    shapes = all.sorted { $0.evidence < $1.evidence }
  }

  /// Objects that relays put around an answer.
  private static let wrappers = ["response", "data", "result", "output", "body", "answer", "message", "raw", "interaction"]
  /// The depth of nested objects that is searched.
  private static let maximumDepth = 5

  /// Reads an answer of any known shape.
  /// - Parameter text: an answer, of which only text is read into memory if it is in a file; pictures stay where they are.
  package func read(_ text: AnswerText) throws(UnreadableBody) -> GenerationAnswer {
    var answer = GenerationAnswer()
    let (roots, fault) = try text.values()
    if let fault {
      answer.malformation = "\(fault.fault) after \(fault.offset) of \(text.size) bytes; the body begins '\(try beginning(of: text))'"
    }
    // Without events a streaming endpoint answers with a list.
    let pieces = roots.flatMap { $0.array ?? [$0] }
    guard pieces.contains(where: \.isObject) else {
      if answer.malformation == nil { answer.malformation = "the body is no object; it begins '\(try beginning(of: text))'" }
      return answer
    }
    var isKnown = false
    for piece in pieces where try read(piece, depth: 0, into: &answer) { isKnown = true }
    if !isKnown { readUnknown(pieces, into: &answer) }
    return answer
  }

  private func beginning(of text: AnswerText) throws(UnreadableBody) -> String {
    redaction.text(String(decoding: try text.beginning(200), as: UTF8.self), limit: 120)
  }

  // MARK: shapes

  /// Adds the content of an object to the answer.
  /// - Returns: `true` if its shape is known.
  private func read(_ root: JSONValue, depth: Int, into answer: inout GenerationAnswer) throws(UnreadableBody) -> Bool {
    if let items = root.array {
      var isKnown = false
      for item in items where try read(item, depth: depth + 1, into: &answer) { isKnown = true }
      return isKnown
    }
    guard root.isObject, depth < Self.maximumDepth else { return false }
    let error = ProviderErrorReader(redaction: redaction).embedded(in: root)
    if let error { answer.error = error }
    for shape in shapes where try shape.read(root, redaction: redaction, into: &answer) {
      readMetadata(root, into: &answer)
      return true
    }
    for name in Self.wrappers {
      guard let inner = root[name] else { continue }
      var copy = answer
      if try read(inner, depth: depth + 1, into: &copy) {
        answer = copy
        readMetadata(root, into: &answer)
        return true
      }
    }
    guard error != nil || dialects.contains(where: { $0.isEmptyAnswer(root) }) else { return false }
    readMetadata(root, into: &answer)
    return true
  }

  // MARK: around the pictures

  private func readMetadata(_ root: JSONValue, into answer: inout GenerationAnswer) {
    if let feedback = root["promptFeedback", "prompt_feedback"] {
      answer.promptFeedback = PromptFeedback(
        blockReason: feedback["blockReason", "block_reason"]?.scalarText.map { redaction.text($0, limit: 100) },
        message: feedback["blockReasonMessage", "block_reason_message"]?.scalarText.map { redaction.text($0) })
    }
    if let usage = root["usageMetadata", "usage_metadata", "usage"], usage.isObject {
      answer.usage = self.usage(in: usage)
      readService(usage, into: &answer)
    }
    for candidate in root["candidates"]?.array ?? [] { answer.searches.add(candidate["groundingMetadata", "grounding_metadata"]) }
    if let version = root["modelVersion", "model_version", "model"]?.scalarText {
      answer.modelVersion = redaction.text(version, limit: 200)
    }
    if let id = root["responseId", "response_id", "id"]?.scalarText { answer.responseID = redaction.text(id, limit: 200) }
  }

  /// Reads what usage says of tier and cost (https://ai.google.dev/gemini-api/docs/flex-inference,
  /// https://openrouter.ai/docs/use-cases/usage-accounting).
  private func readService(_ usage: JSONValue, into answer: inout GenerationAnswer) {
    if let tier = usage["serviceTier", "service_tier"]?.scalarText { answer.serviceTier = redaction.text(tier, limit: 60) }
    // What is there and no amount makes the cost unknown, of whatever kind it is.
    if let cost = usage["cost"], !cost.isNull {
      answer.reportedCost = ReportedCost(redaction.text(cost.scalarText ?? UsageText.compact(cost), limit: 60))
    }
  }

  /// The first dialect, the one that most gateways speak, is asked last: it reads what no other knows.
  private func usage(in value: JSONValue) -> Usage {
    var usage = (dialects.dropFirst() + dialects.prefix(1)).lazy.compactMap { $0.usage(in: value) }.first ?? Usage()
    usage.raw = UsageText.compact(value)
    return usage
  }

  /// Reads an answer of no known shape: an error whose members stand at the top, or else something that a later version may know.
  private func readUnknown(_ pieces: [JSONValue], into answer: inout GenerationAnswer) {
    let errors = ProviderErrorReader(redaction: redaction)
    if let error = pieces.lazy.compactMap({ errors.flatFailure($0) }).first {
      answer.error = error
      return
    }
    // A body that is damaged is not a shape of its own.
    guard answer.malformation == nil else { return }
    if let usage = pieces.lazy.compactMap({ $0["usageMetadata", "usage_metadata", "usage"] }).first(where: \.isObject) {
      answer.usage = self.usage(in: usage)
    }
    let summary = pieces.lazy.filter(\.isObject).map { $0.summary(depth: 0) }.first ?? ""
    answer.unknownShape = redaction.text("it holds \(summary.isEmpty ? "nothing" : summary)", limit: 300)
  }
}

extension JSONValue {
  /// Returns the names of an object's members with their short values, for people.
  fileprivate func summary(depth: Int) -> String {
    guard case .object(let members) = self else { return "" }
    return members.prefix(8).map { member in
      switch member.value {
      case .object where depth < 1: "\(member.name) {\(member.value.summary(depth: depth + 1))}"
      case .object: "\(member.name) {…}"
      case .array(let items): "\(member.name) [\(items.count)]"
      case .string(let text): "\(member.name) '\(text.string.prefix(40))'"
      case .number, .bool, .null: "\(member.name) \(member.value.scalarText ?? "null")"
      }
    }.joined(separator: ", ")
  }
}

extension SearchUse {
  /// Adds what a candidate says of its searches. Pieces of a stream say it again, so the most of any counts.
  fileprivate mutating func add(_ grounding: JSONValue?) {
    guard let grounding, grounding.members.contains(where: { !$0.value.isEmpty }) else { return }
    isGrounded = true
    webQueries = max(webQueries, grounding["webSearchQueries", "web_search_queries"]?.array?.count ?? 0)
    imageQueries = max(imageQueries, grounding["imageSearchQueries", "image_search_queries"]?.array?.count ?? 0)
  }
}

extension JSONValue {
  fileprivate var isNull: Bool { if case .null = self { true } else { false } }

  /// Whether a value says nothing.
  fileprivate var isEmpty: Bool {
    switch self {
    case .null: true
    case .array(let items): items.isEmpty
    case .object(let members): members.isEmpty
    case .bool, .number, .string: false
    }
  }
}
