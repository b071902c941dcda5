import GatewayAPI
import JSON

/// Reads the candidates of an answer, in each of the shapes that they have, part by part.
struct AnswerParts {
  let redaction: Redaction

  /// Signatures are opaque, and those of pictures can be as long as a picture.
  private static let longestSignature = 16 << 20

  // MARK: generateContent

  func candidate(_ value: JSONValue, _ defects: inout [String]) throws(UnreadableBody) -> AnswerCandidate {
    let content = value["content"]
    let list = content?["parts"]?.array ?? content?["parts"].map { [$0] } ?? content?.array ?? []
    var parts: [AnswerPart] = []
    for item in list { parts += try part(item, &defects) }
    return AnswerCandidate(
      parts: parts, finishReason: finishReason(of: value),
      finishMessage: value["finishMessage", "finish_message"]?.scalarText.map { redaction.text($0) }, index: value["index"]?.integer ?? 0)
  }

  private func finishReason(of value: JSONValue) -> FinishReason? {
    switch value["finishReason", "finish_reason"] {
    case .string(let text)?: FinishReason(rawValue: redaction.text(text.string, limit: 100).uppercased())
    case let number?: number.integer.map(FinishReason.init(number:))
    case nil: nil
    }
  }

  /// The text, the pictures and the addresses of one part.
  private func part(_ value: JSONValue, _ defects: inout [String]) throws(UnreadableBody) -> [AnswerPart] {
    let isThought = value["thought"]?.isTrue ?? false
    let signature = try value["thoughtSignature", "thought_signature"]?.text?.whole(limit: Self.longestSignature)
    var parts: [AnswerPart] = []
    if let text = value["text"]?.text ?? value.text, PictureData.isPicture(text) {
      let source = PictureSource(bytes: text, mediaType: nil, origin: .textDataURI)
      if let part = self.part(source, isThought, signature, &defects) { parts.append(part) }
    } else if let text = value["text"]?.text ?? value.text {
      parts += try EmbeddedPictures.parts(
        in: text, isThought: isThought, signature: signature, redaction: redaction, defects: &defects)
    }
    guard value.isObject else { return parts }
    if let inline = value["inlineData", "inline_data"] {
      let mediaType = inline["mimeType", "mime_type"]?.text?.string
      let source = PictureSource(bytes: inline["data"]?.text, mediaType: mediaType, origin: .inlineData)
      if case .nothing = source, mediaType?.contains(where: { !$0.isWhitespace }) ?? false {
        defects.append("a part with a picture holds no data")
      }
      if let part = self.part(source, isThought, signature, &defects) { parts.append(part) }
    }
    if let file = value["fileData", "file_data"] {
      let source = PictureSource(address: file["fileUri", "file_uri"]?.text, mediaType: file["mimeType", "mime_type"]?.text?.string)
      if let part = self.part(source, isThought, signature, &defects) { parts.append(part) }
    }
    if value["inlineData", "inline_data"] == nil, value["fileData", "file_data"] == nil, value["text"] == nil,
      let part = PictureSlot(value: value, redaction: redaction).part(isThought: isThought, defects: &defects)
    {
      parts.append(part)
    }
    return parts
  }

  private func part(_ source: PictureSource, _ isThought: Bool, _ signature: String?, _ defects: inout [String]) -> AnswerPart? {
    switch source {
    case .picture(let data, let mediaType, let origin):
      let image = AnswerImage(
        data: data, declaredMediaType: mediaType, isThought: isThought, thoughtSignature: signature, origin: origin)
      return AnswerPart(.image(image), isThought: isThought, thoughtSignature: signature)
    case .link(let address):
      return AnswerPart(.link(redaction.text(address, limit: 2_000)), isThought: isThought, thoughtSignature: signature)
    case .unreadable:
      defects.append(AnswerDataError.notBase64.description)
      return nil
    case .nothing: return nil
    }
  }

  // MARK: chat completions and outputs

  /// Reads a choice of a chat completion, or a piece of one. OpenRouter puts pictures into `images`
  /// (https://openrouter.ai/docs/features/multimodal/image-generation), as does Vercel
  /// (https://vercel.com/docs/ai-gateway/openai-compat/image-generation); relays put them into parts or into the text.
  func choice(_ value: JSONValue, _ defects: inout [String]) throws(UnreadableBody) -> AnswerCandidate {
    let message = value["message", "delta"]
    var parts: [AnswerPart] = []
    for item in message?["content"]?.array ?? message?["content"].map({ [$0] }) ?? [] { parts += try messagePart(item, &defects) }
    for item in message?["images"]?.array ?? [] {
      if let part = place(item, &defects) { parts.append(part) }
    }
    let refusal = message?["refusal"]?.scalarText.map { redaction.text($0) }
    return AnswerCandidate(
      parts: parts, finishReason: finishReason(of: value), index: value["index"]?.integer ?? 0,
      withheld: refusal.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : WithheldPicture(isFiltered: true, words: $0) })
  }

  private func messagePart(_ item: JSONValue, _ defects: inout [String]) throws(UnreadableBody) -> [AnswerPart] {
    if item.text != nil || item["text"]?.text != nil || item["inlineData", "inline_data"] != nil { return try part(item, &defects) }
    return place(item, &defects).map { [$0] } ?? []
  }

  /// Reads the items of an output: OpenAI's `image_generation_call` with its `result`
  /// (https://platform.openai.com/docs/guides/tools-image-generation), messages with parts, pictures and texts of Google's Interactions, or
  /// plain addresses.
  func output(_ items: [JSONValue], _ defects: inout [String]) throws(UnreadableBody) -> AnswerCandidate {
    var parts: [AnswerPart] = []
    for item in items {
      if let text = item["result"]?.text, item["type"]?.scalarText?.contains("image") ?? false {
        if let part = part(PictureSource(bytes: text, mediaType: nil, origin: .base64JSON), false, nil, &defects) { parts.append(part) }
      } else if let content = item["content"]?.array {
        for inner in content { parts += try messagePart(inner, &defects) }
      } else if item.text != nil {
        if let part = place(item, &defects) { parts.append(part) }
      } else {
        parts += try messagePart(item, &defects)
      }
    }
    return AnswerCandidate(parts: parts)
  }

  // MARK: places of pictures

  /// Reads places of pictures, each as a candidate of its own; a list without any is one empty place.
  func places(_ items: [JSONValue], from index: Int, _ defects: inout [String]) -> [AnswerCandidate] {
    guard !items.isEmpty else { return [AnswerCandidate(parts: [], index: index, withheld: WithheldPicture(isFiltered: false))] }
    return items.enumerated().map { offset, item in
      if item.isObject { return PictureSlot(value: item, redaction: redaction).candidate(index: index + offset, defects: &defects) }
      let part = place(item, &defects)
      return AnswerCandidate(
        parts: part.map { [$0] } ?? [], index: index + offset, withheld: part == nil ? WithheldPicture(isFiltered: false) : nil)
    }
  }

  /// Reads one place: an object, or a text that is an address or base64.
  private func place(_ item: JSONValue, _ defects: inout [String]) -> AnswerPart? {
    if item.isObject { return PictureSlot(value: item, redaction: redaction).part(defects: &defects) }
    return part(PictureSource(either: item.text, mediaType: nil, origin: .base64JSON), false, nil, &defects)
  }
}
