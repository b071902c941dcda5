import JSON

/// Builds answers of `/v1/images/generations` from a plan and its pictures.
struct ImagesAnswerWriter {
  let plan: AnswerPlan
  let model: EmulatedModel
  let call: EmulatedCall

  func answer(with pictures: [EmulatedPicture]) -> [UInt8] {
    let data = pictures.map { picture -> JSONValue in
      if let link = plan.link { return .members(["url": .text(link)]) }
      let payload = plan.payload(of: picture)
      let text = plan.hasDataPrefix ? "data:\(payload.mediaType);base64,\(payload.base64)" : payload.base64
      return .members(["b64_json": .text(text), "revised_prompt": plan.hasNulls ? .null : nil])
    }
    let answered = pictures.isEmpty ? 0 : model.imageTokens(size: call.imageSize.flatMap { model.has(size: $0) ? $0 : nil })
    let promptText = max(1, call.prompt.utf8.count / 4)
    let promptImages = call.turns.flatMap(\.images).count * model.inputImageTokens
    let root = JSONValue.members([
      // A fixed moment, so that the same request gives the same bytes.
      "created": .integer(1_763_683_200),
      "data": .array(data),
      "usage": .members([
        "input_tokens": .integer(promptText + promptImages), "output_tokens": .integer(answered),
        "total_tokens": .integer(promptText + promptImages + answered),
        "input_tokens_details": .members(["text_tokens": .integer(promptText), "image_tokens": .integer(promptImages)]),
        "output_tokens_details": .members(["text_tokens": .integer(0), "image_tokens": .integer(answered)]),
      ]),
    ])
    return root.encoded(.answer)
  }
}
