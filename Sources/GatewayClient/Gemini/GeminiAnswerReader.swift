import GatewayAPI

/// Reads an answer in the dialect `gemini`, as Google and everybody who imitates it writes it.
///
/// Nothing in a body can make this fail: what cannot be read becomes a malformation or a defect of the answer.
struct GeminiAnswerReader {
  let redaction: Redaction

  func read(_ body: [UInt8]) -> GenerationAnswer {
    var answer = GenerationAnswer()
    let root: JSONValue
    do {
      root = try JSONParser.parse(body)
    } catch {
      answer.malformation = "\(error.message) after \(error.offset) of \(body.count) bytes; the body begins '\(beginning(of: body))'"
      return answer
    }
    // A streaming endpoint without events answers with a list, whose pieces together are the answer.
    let pieces = root.array ?? [root]
    guard pieces.contains(where: \.isObject) else {
      answer.malformation = "the body is no object; it begins '\(beginning(of: body))'"
      return answer
    }
    for piece in pieces { read(piece, into: &answer) }
    return answer
  }

  private func read(_ root: JSONValue, into answer: inout GenerationAnswer) {
    let candidates = root["candidates"]?.array
    answer.candidates += (candidates ?? []).filter(\.isObject).map { candidate($0, &answer.defects) }
    if let feedback = root["promptFeedback", "prompt_feedback"] {
      answer.promptFeedback = PromptFeedback(
        blockReason: feedback["blockReason", "block_reason"]?.scalarText.map { redaction.text($0, limit: 100) },
        message: feedback["blockReasonMessage", "block_reason_message"]?.scalarText.map { redaction.text($0) })
    }
    if let usage = root["usageMetadata", "usage_metadata", "usage"] { answer.usage = UsageReader.read(usage) }
    if let version = root["modelVersion", "model_version", "model"]?.scalarText {
      answer.modelVersion = redaction.text(version, limit: 200)
    }
    if let id = root["responseId", "response_id", "id"]?.scalarText { answer.responseID = redaction.text(id, limit: 200) }
    if let data = root["data"]?.array, candidates == nil { answer.candidates += imagesDialect(data, &answer.defects) }
    if let error = ProviderErrorReader(redaction: redaction).embedded(in: root) { answer.error = error }
  }

  private func beginning(of body: [UInt8]) -> String { redaction.text(String(decoding: body.prefix(200), as: UTF8.self), limit: 120) }

  private func candidate(_ value: JSONValue, _ defects: inout [String]) -> AnswerCandidate {
    let content = value["content"]
    let list = content?["parts"]?.array ?? content?["parts"].map { [$0] } ?? content?.array ?? []
    var parts: [AnswerPart] = []
    for item in list { parts += part(item, &defects) }
    var reason: FinishReason?
    switch value["finishReason", "finish_reason"] {
    case .string(let text)?: reason = FinishReason(rawValue: redaction.text(text.string, limit: 100).uppercased())
    case let number?: reason = number.integer.map(FinishReason.init(number:))
    case nil: break
    }
    return AnswerCandidate(
      parts: parts, finishReason: reason,
      finishMessage: value["finishMessage", "finish_message"]?.scalarText.map { redaction.text($0) })
  }

  private func part(_ value: JSONValue, _ defects: inout [String]) -> [AnswerPart] {
    let isThought = value["thought"]?.isTrue ?? false
    let signature = value["thoughtSignature", "thought_signature"]?.text?.string
    var parts: [AnswerPart] = []
    if let text = value["text"]?.text ?? value.text {
      let bytes = text.bytes
      parts += EmbeddedPictures.parts(in: bytes, isThought: isThought, signature: signature, redaction: redaction, defects: &defects)
      parts += MarkdownLinks.pictures(in: bytes).map { link in
        AnswerPart(.link(redaction.text(link, limit: 2_000)), isThought: isThought, thoughtSignature: signature)
      }
    }
    if let inline = value["inlineData", "inline_data"] {
      let mediaType = inline["mimeType", "mime_type"]?.text?.string
      if let data = inline["data"]?.text {
        if let picture = PictureData.decode(data.bytes, mediaType: mediaType) {
          let image = AnswerImage(
            bytes: picture.bytes, declaredMediaType: picture.mediaType, isThought: isThought, thoughtSignature: signature)
          parts.append(AnswerPart(.image(image), isThought: isThought, thoughtSignature: signature))
        } else {
          defects.append("the picture's data is not base64")
        }
      } else {
        defects.append("a part with a picture holds no data")
      }
    }
    if let link = value["fileData", "file_data"]?["fileUri", "file_uri"]?.text?.string {
      parts.append(AnswerPart(.link(redaction.text(link, limit: 2_000)), isThought: isThought, thoughtSignature: signature))
    }
    return parts
  }

  /// Pictures in the shape of `/v1/images/generations`, which some relays answer with everywhere.
  private func imagesDialect(_ data: [JSONValue], _ defects: inout [String]) -> [AnswerCandidate] {
    data.filter(\.isObject).map { item in
      var parts: [AnswerPart] = []
      if let text = item["b64_json"]?.text {
        if let picture = PictureData.decode(text.bytes, mediaType: item["mime_type", "mimeType"]?.text?.string) {
          parts.append(
            AnswerPart(.image(AnswerImage(bytes: picture.bytes, declaredMediaType: picture.mediaType, origin: .base64JSON))))
        } else {
          defects.append("the picture's data is not base64")
        }
      } else if let link = item["url"]?.text?.string {
        parts.append(AnswerPart(.link(redaction.text(link, limit: 2_000))))
      }
      return AnswerCandidate(parts: parts)
    }
  }
}
