import ImageCore
import JSON

/// Builds `generateContent` answers from a plan and its pictures.
struct GeminiAnswerWriter {
  let plan: AnswerPlan
  let model: EmulatedModel
  let call: EmulatedCall
  let id: String

  func answer(with pictures: [EmulatedPicture]) -> [UInt8] {
    var root = JSONValue.members([
      "candidates": plan.hasCandidates ? .array([candidate(pictures)]) : nil,
      "promptFeedback": plan.blockReason.map { .members(["blockReason": .text($0), "safetyRatings": plan.hasNulls ? .null : nil]) }
        ?? (plan.hasNulls ? .null : nil),
      "usageMetadata": usage(pictures: pictures.count),
      "modelVersion": .text(model.id),
      "responseId": .text(id),
      "createTime": plan.hasNulls ? .null : nil,
    ])
    if plan.isSnakeCase { root = root.inSnakeCase }
    return root.encoded(.answer)
  }

  private func candidate(_ pictures: [EmulatedPicture]) -> JSONValue {
    var parts: [JSONValue] = []
    parts.append(contentsOf: texts.map(part(text:)))
    switch plan.parts {
    case .picture:
      parts.append(contentsOf: pictures.map { part(picture: $0, isThought: false) })
    case .drafts:
      parts.append(contentsOf: pictures.dropLast().map { part(picture: $0, isThought: true) })
      parts.append(contentsOf: pictures.suffix(1).map { part(picture: $0, isThought: false) })
    case .onlyDraft: parts.append(contentsOf: pictures.map { part(picture: $0, isThought: true) })
    case .several: parts.append(contentsOf: pictures.map { part(picture: $0, isThought: false) })
    case .text, .nothing: break
    }
    let content: JSONValue =
      parts.isEmpty ? .members(["role": .text("model")]) : .members(["parts": .array(parts), "role": .text("model")])
    let unset: JSONValue? = plan.hasNulls ? .null : nil
    return .members([
      "content": content, "finishReason": .text(plan.finishReason), "finishMessage": plan.finishMessage.map { .text($0) } ?? unset,
      "index": .integer(0), "safetyRatings": unset, "citationMetadata": unset, "groundingMetadata": grounding ?? unset, "tokenCount": unset,
    ])
  }

  private var grounding: JSONValue? {
    plan.searches.map { searches in
      func queries(_ what: String, _ count: Int) -> JSONValue { .array((0..<count).map { .text("\(what) \($0 + 1)") }) }
      return .members([
        "webSearchQueries": queries("query", searches.web), "imageSearchQueries": queries("picture", searches.image),
        "searchEntryPoint": .members(["renderedContent": .text("<div></div>")]),
      ])
    }
  }

  /// What is said before the pictures, or instead of them.
  private var texts: [String] {
    let beside = plan.text.map { [$0] } ?? []
    switch plan.parts {
    case .picture where !call.wantsPicture: return beside + [description]
    case .picture where call.wantsText: return beside + ["Here is the picture that was asked for."]
    case .text(let text): return beside + [text]
    default: return beside
    }
  }

  /// The text for a text asset.
  private var description: String {
    let words = call.prompt.split(whereSeparator: \.isWhitespace).prefix(40).joined(separator: " ")
    return "This is the emulator's answer to: \(words)"
  }

  private func part(text: String) -> JSONValue {
    let unset: JSONValue? = plan.hasNulls ? .null : nil
    return .members(["text": .text(text), "inlineData": unset, "fileData": unset, "thought": unset, "thoughtSignature": unset])
  }

  private func part(picture: EmulatedPicture, isThought: Bool) -> JSONValue {
    let payload = plan.payload(of: picture)
    let (mediaType, encoded) = (payload.mediaType, payload.base64)
    let unset: JSONValue? = plan.hasNulls ? .null : nil
    if let link = plan.link {
      guard plan.carrier == .markdown else {
        return .members(["fileData": .members(["mimeType": .text(mediaType), "fileUri": .text(link)])])
      }
      return .members(["text": .text("Here it is:\n\n![picture](\(link))\n")])
    }
    if plan.carrier == .markdown {
      return .members([
        "text": .text("Here it is:\n\n![picture](data:\(mediaType);base64,\(encoded))\n"), "thought": isThought ? .bool(true) : nil,
      ])
    }
    let data = plan.hasDataPrefix ? "data:\(mediaType);base64,\(encoded)" : encoded
    return .members([
      "text": unset, "inlineData": .members(["mimeType": .text(mediaType), "data": .text(data)]),
      "thought": isThought ? .bool(true) : unset, "thoughtSignature": unset,
    ])
  }

  private func usage(pictures: Int) -> JSONValue {
    // About four bytes a token, as Google's own rule of thumb has it; the emulator bills nothing.
    let promptText = max(1, call.prompt.utf8.count / 4)
    let promptImages = call.turns.flatMap(\.images).count * model.inputImageTokens
    let answeredImage = plan.hasCandidates && pictures > 0 ? model.imageTokens(size: plan.imageSize ?? call.imageSize) : 0
    let answeredText = plan.hasCandidates ? texts.reduce(0) { $0 + ($1.utf8.count + 3) / 4 } : 0
    let answered = answeredText + answeredImage
    let unset: JSONValue? = plan.hasNulls ? .null : nil
    func detail(_ modality: String, _ count: Int) -> JSONValue { .members(["modality": .text(modality), "tokenCount": .integer(count)]) }
    var prompt = [detail("TEXT", promptText)]
    if promptImages > 0 { prompt.append(detail("IMAGE", promptImages)) }
    var candidates: [JSONValue] = []
    if answeredText > 0 { candidates.append(detail("TEXT", answeredText)) }
    if answeredImage > 0 { candidates.append(detail("IMAGE", answeredImage)) }
    return .members([
      "promptTokenCount": .integer(promptText + promptImages), "candidatesTokenCount": answered > 0 ? .integer(answered) : unset,
      "thoughtsTokenCount": unset, "totalTokenCount": .integer(promptText + promptImages + answered), "promptTokensDetails": .array(prompt),
      "candidatesTokensDetails": answered > 0 ? .array(candidates) : unset,
      "serviceTier": plan.tierWord(for: call).map { .text($0) }, "cost": plan.cost,
    ])
  }
}
