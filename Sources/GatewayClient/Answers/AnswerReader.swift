import GatewayAPI
import JSON

/// Reads an answer in whatever shape gateways give it: the one place that decides what of an answer is a picture.
///
/// In each object the first of these shapes that is there counts:
/// 1. `candidates` of Google's `generateContent`, or one candidate as the object itself;
/// 2. `choices` of a chat completion, whose pictures stand in `images`, in parts, or as `data:` URIs and links in the text;
/// 3. `output` of OpenAI's Responses and of Google's Interactions, `content` of Anthropic's messages;
/// 4. places of pictures in `data`, `images`, `predictions` and the like, as the dialect `images` has them;
/// 5. one such place as the object itself;
/// 6. any of these inside `response`, `data`, `result` and the like.
///
/// A body may also be a list of pieces or a stream of events, which together are the answer. What is none of it has no known shape; nothing in
/// a body can make this fail.
struct AnswerReader {
  let redaction: Redaction

  /// Objects that relays put around an answer.
  private static let wrappers = ["response", "data", "result", "output", "body", "answer", "message", "raw", "interaction"]
  /// Objects inside each other that are looked through.
  private static let deepest = 5

  /// - Parameter text: an answer, of which only words are read into memory where it is in a file; pictures stay where they are.
  func read(_ text: AnswerText) throws(UnreadableBody) -> GenerationAnswer {
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

  /// Adds what an object says to the answer.
  /// - Returns: whether its shape is known.
  private func read(_ root: JSONValue, depth: Int, into answer: inout GenerationAnswer) throws(UnreadableBody) -> Bool {
    if let items = root.array {
      var isKnown = false
      for item in items where try read(item, depth: depth + 1, into: &answer) { isKnown = true }
      return isKnown
    }
    guard root.isObject, depth < Self.deepest else { return false }
    let parts = AnswerParts(redaction: redaction)
    let error = ProviderErrorReader(redaction: redaction).embedded(in: root)
    if let error { answer.error = error }
    if let candidates = root["candidates"]?.array, candidates.contains(where: \.isObject) {
      readMetadata(root, into: &answer)
      for value in candidates where value.isObject { answer.candidates.append(try parts.candidate(value, &answer.defects)) }
      return true
    }
    if root["content"]?["parts"] != nil || root["parts"]?.array?.contains(where: \.isObject) ?? false {
      readMetadata(root, into: &answer)
      let candidate = root["content"] == nil ? JSONValue.object([("content", root)]) : root
      answer.candidates.append(try parts.candidate(candidate, &answer.defects))
      return true
    }
    if let choices = root["choices"]?.array, !choices.isEmpty {
      readMetadata(root, into: &answer)
      for value in choices where value.isObject { answer.candidates.append(try parts.choice(value, &answer.defects)) }
      if !answer.hasResult { answer.unknownShape = "a chat completion without a picture" }
      return true
    }
    if let items = root["output", "outputs", "content"]?.array, items.contains(where: { $0["type"] != nil || $0.text != nil }) {
      readMetadata(root, into: &answer)
      answer.candidates.append(try parts.output(items, &answer.defects))
      if !answer.hasResult { answer.unknownShape = "an output without a picture" }
      return true
    }
    if let places = Self.places(in: root) {
      readMetadata(root, into: &answer)
      answer.candidates += parts.places(places, from: answer.candidates.count, &answer.defects)
      return true
    }
    var defects: [String] = []
    if let part = PictureSlot(value: root, redaction: redaction).part(defects: &defects), case .image(let image) = part.payload {
      readMetadata(root, into: &answer)
      let isDraft = root["type"]?.scalarText?.contains("partial") ?? false
      let marked = AnswerImage(data: image.data, declaredMediaType: image.declaredMediaType, isThought: isDraft, origin: image.origin)
      answer.candidates.append(AnswerCandidate(parts: [AnswerPart(.image(marked), isThought: isDraft)]))
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
    guard error != nil || isWithoutAnswer(root) else { return false }
    readMetadata(root, into: &answer)
    return true
  }

  /// Members that list places of pictures: OpenAI (`data`), fal and OpenRouter (`images`), Imagen (`predictions`, `generatedImages`), Stability
  /// (`artifacts`).
  private static let placeNames = ["data", "images", "predictions", "generatedImages", "generated_images", "artifacts"]

  /// Returns the places of pictures that an object lists; an empty list is one that a filter left nothing in.
  private static func places(in root: JSONValue) -> [JSONValue]? {
    for name in placeNames {
      guard let items = root[name]?.array else { continue }
      let arePlaces = items.allSatisfy { item in
        if case .null = item { return true }
        return item.text != nil || PictureSlot(value: item, redaction: Redaction([])).isSlot && item.isObject
      }
      if arePlaces { return items }
    }
    return nil
  }

  // MARK: around the pictures

  private func readMetadata(_ root: JSONValue, into answer: inout GenerationAnswer) {
    if let feedback = root["promptFeedback", "prompt_feedback"] {
      answer.promptFeedback = PromptFeedback(
        blockReason: feedback["blockReason", "block_reason"]?.scalarText.map { redaction.text($0, limit: 100) },
        message: feedback["blockReasonMessage", "block_reason_message"]?.scalarText.map { redaction.text($0) })
    }
    if let usage = root["usageMetadata", "usage_metadata", "usage"], usage.isObject { answer.usage = UsageReader.read(usage) }
    if let version = root["modelVersion", "model_version", "model"]?.scalarText {
      answer.modelVersion = redaction.text(version, limit: 200)
    }
    if let id = root["responseId", "response_id", "id"]?.scalarText { answer.responseID = redaction.text(id, limit: 200) }
  }

  /// What Google's answers have beside their candidates.
  private static let metadata: Set<String> = [
    "promptFeedback", "prompt_feedback", "usageMetadata", "usage_metadata", "usage", "modelVersion", "model_version", "model", "responseId",
    "response_id", "createTime", "create_time", "modelStatus", "model_status", "automaticFunctionCallingHistory", "sdkHttpResponse",
    "error",
  ]

  /// Whether an object is an answer of Google's that holds no candidate, rather than something else.
  private func isWithoutAnswer(_ root: JSONValue) -> Bool {
    let names = root.memberNames
    return names.contains("candidates") || names.contains("promptFeedback") || names.contains("prompt_feedback")
      || names.allSatisfy(Self.metadata.contains)
  }

  /// An answer of no known shape: an error whose members stand at the top, or else something that a later version may know.
  private func readUnknown(_ pieces: [JSONValue], into answer: inout GenerationAnswer) {
    let errors = ProviderErrorReader(redaction: redaction)
    if let error = pieces.lazy.compactMap({ errors.flatFailure($0) }).first {
      answer.error = error
      return
    }
    // A body that is damaged is not a shape of its own.
    guard answer.malformation == nil else { return }
    if let usage = pieces.lazy.compactMap({ $0["usageMetadata", "usage_metadata", "usage"] }).first(where: \.isObject) {
      answer.usage = UsageReader.read(usage)
    }
    let summary = pieces.lazy.filter(\.isObject).map { $0.summary(depth: 0) }.first ?? ""
    answer.unknownShape = redaction.text("it holds \(summary)", limit: 300)
  }
}

extension GenerationAnswer {
  /// Whether there is anything that a known outcome is named for.
  fileprivate var hasResult: Bool {
    !images.isEmpty || !links.isEmpty || candidates.contains { $0.withheld != nil || $0.finishReason?.failure != nil }
  }
}

extension JSONValue {
  /// The names of an object's members with their short values, for people.
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
