import GatewayAPI
import JSON

/// Reads an answer in the dialect `gemini`, as Google and everybody who imitates it writes it.
///
/// Nothing in a body can make this fail: what cannot be read becomes a malformation or a defect of the answer.
struct GeminiAnswerReader {
  let redaction: Redaction

  /// - Parameter body: the file of an answer, of which only words are read into memory; pictures stay where they are.
  func read(_ body: StoredBody) throws(UnreadableBody) -> GenerationAnswer {
    var answer = GenerationAnswer()
    let roots: [JSONValue]
    do throws(JSONError) {
      roots = try JSONValue.read(body.file, .answer)
    } catch {
      switch error {
      case .unreadable(let cause): throw cause
      case .malformed(let message, let offset):
        answer.malformation = "\(message) after \(offset) of \(body.size) bytes; the body begins '\(try beginning(of: body))'"
        return answer
      }
    }
    // A streaming endpoint answers with events, or without them with a list; the pieces together are the answer.
    let pieces = roots.flatMap { $0.array ?? [$0] }
    guard pieces.contains(where: \.isObject) else {
      answer.malformation = "the body is no object; it begins '\(try beginning(of: body))'"
      return answer
    }
    for piece in pieces { try read(piece, into: &answer) }
    return answer
  }

  private func read(_ root: JSONValue, into answer: inout GenerationAnswer) throws(UnreadableBody) {
    let candidates = root["candidates"]?.array
    for value in candidates ?? [] where value.isObject { answer.candidates.append(try candidate(value, &answer.defects)) }
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

  private func beginning(of body: StoredBody) throws(UnreadableBody) -> String {
    redaction.text(String(decoding: try body.beginning(200), as: UTF8.self), limit: 120)
  }

  private func candidate(_ value: JSONValue, _ defects: inout [String]) throws(UnreadableBody) -> AnswerCandidate {
    let content = value["content"]
    let list = content?["parts"]?.array ?? content?["parts"].map { [$0] } ?? content?.array ?? []
    var parts: [AnswerPart] = []
    for item in list { parts += try part(item, &defects) }
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

  /// Signatures are opaque, and those of pictures can be as long as a picture.
  private static let longestSignature = 16 << 20

  private func part(_ value: JSONValue, _ defects: inout [String]) throws(UnreadableBody) -> [AnswerPart] {
    let isThought = value["thought"]?.isTrue ?? false
    let signature = try value["thoughtSignature", "thought_signature"]?.text?.whole(limit: Self.longestSignature)
    var parts: [AnswerPart] = []
    if let text = value["text"]?.text ?? value.text {
      parts += try EmbeddedPictures.parts(
        in: text, isThought: isThought, signature: signature, redaction: redaction, defects: &defects)
    }
    if let inline = value["inlineData", "inline_data"] {
      let mediaType = inline["mimeType", "mime_type"]?.text?.string
      if let data = inline["data"]?.text {
        if let picture = PictureData.find(in: data, mediaType: mediaType) {
          let image = AnswerImage(
            data: picture.data, declaredMediaType: picture.mediaType, isThought: isThought, thoughtSignature: signature)
          parts.append(AnswerPart(.image(image), isThought: isThought, thoughtSignature: signature))
        } else {
          defects.append(AnswerDataError.notBase64.description)
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
        if let picture = PictureData.find(in: text, mediaType: item["mime_type", "mimeType"]?.text?.string) {
          parts.append(
            AnswerPart(.image(AnswerImage(data: picture.data, declaredMediaType: picture.mediaType, origin: .base64JSON))))
        } else {
          defects.append(AnswerDataError.notBase64.description)
        }
      } else if let link = item["url"]?.text?.string {
        parts.append(AnswerPart(.link(redaction.text(link, limit: 2_000))))
      }
      return AnswerCandidate(parts: parts)
    }
  }
}
