import GatewayAPI
import JSON

/// Chat completions. OpenRouter puts pictures into `images` (https://openrouter.ai/docs/features/multimodal/image-generation), as does Vercel
/// (https://vercel.com/docs/ai-gateway/openai-compat/image-generation); relays put them into parts or into the text.
struct ChatChoices: AnswerShape {
  var evidence: ShapeEvidence { .likely }

  func read(_ root: JSONValue, redaction: Redaction, into answer: inout GenerationAnswer) throws(UnreadableBody) -> Bool {
    guard let choices = root["choices"]?.array, !choices.isEmpty else { return false }
    for value in choices where value.isObject { answer.candidates.append(try choice(value, redaction, &answer.defects)) }
    if !answer.hasResult { answer.unknownShape = "a chat completion without a picture" }
    return true
  }

  /// Reads a choice of a chat completion, or a piece of one.
  private func choice(_ value: JSONValue, _ redaction: Redaction, _ defects: inout [String]) throws(UnreadableBody) -> AnswerCandidate {
    let message = value["message", "delta"]
    var parts: [AnswerPart] = []
    for item in message?["content"]?.array ?? message?["content"].map({ [$0] }) ?? [] {
      parts += try MessagePart.read(item, redaction, &defects)
    }
    for item in message?["images"]?.array ?? [] {
      if let part = PictureSlot.part(item, redaction: redaction, defects: &defects) { parts.append(part) }
    }
    let refusal = message?["refusal"]?.scalarText.map { redaction.text($0) }
    return AnswerCandidate(
      parts: parts, finishReason: FinishReason(of: value, redaction: redaction), index: value["index"]?.integer ?? 0,
      withheld: refusal.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : WithheldPicture(isFiltered: true, words: $0) })
  }
}

/// Items of an output: OpenAI's `image_generation_call` with its `result`
/// (https://platform.openai.com/docs/guides/tools-image-generation), messages with parts, pictures and texts of Google's Interactions and of
/// Anthropic's messages, or plain addresses.
struct OutputItems: AnswerShape {
  var evidence: ShapeEvidence { .likely }

  func read(_ root: JSONValue, redaction: Redaction, into answer: inout GenerationAnswer) throws(UnreadableBody) -> Bool {
    guard let items = root["output", "outputs", "content"]?.array, items.contains(where: { $0["type"] != nil || $0.text != nil }) else {
      return false
    }
    answer.candidates.append(try output(items, redaction, &answer.defects))
    if !answer.hasResult { answer.unknownShape = "an output without a picture" }
    return true
  }

  private func output(_ items: [JSONValue], _ redaction: Redaction, _ defects: inout [String]) throws(UnreadableBody) -> AnswerCandidate {
    var parts: [AnswerPart] = []
    for item in items {
      if let text = item["result"]?.text, item["type"]?.scalarText?.contains("image") ?? false {
        let source = PictureSource(bytes: text, mediaType: nil, origin: .base64JSON)
        if let part = source.part(redaction: redaction, defects: &defects) { parts.append(part) }
      } else if let content = item["content"]?.array {
        for inner in content { parts += try MessagePart.read(inner, redaction, &defects) }
      } else if item.text != nil {
        if let part = PictureSlot.part(item, redaction: redaction, defects: &defects) { parts.append(part) }
      } else {
        parts += try MessagePart.read(item, redaction, &defects)
      }
    }
    return AnswerCandidate(parts: parts)
  }
}

/// A part of a message: a text, or a picture in any spelling.
private enum MessagePart {
  static func read(_ item: JSONValue, _ redaction: Redaction, _ defects: inout [String]) throws(UnreadableBody) -> [AnswerPart] {
    if item.text != nil || item["text"]?.text != nil || item["inlineData", "inline_data"] != nil {
      return try ContentPartReader(redaction: redaction).parts(of: item, &defects)
    }
    return PictureSlot.part(item, redaction: redaction, defects: &defects).map { [$0] } ?? []
  }
}

extension GenerationAnswer {
  /// Indicates whether it holds anything that leads to a known outcome.
  fileprivate var hasResult: Bool {
    !images.isEmpty || !links.isEmpty || candidates.contains { $0.withheld != nil || $0.finishReason?.failure != nil }
  }
}
