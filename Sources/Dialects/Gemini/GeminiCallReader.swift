import GatewayAPI
import ImageCore
import JSON

/// Reads a `generateContent` body as leniently as Google does: only `contents` is required, either spelling, unknown names are ignored.
struct GeminiCallReader {
  let pictures: ReceivedPictures

  func read(_ root: JSONValue, model: EmulatedModel) throws(WireFailure) -> EmulatedCall {
    guard let contents = root[field: "contents"]?.array ?? root[field: "contents"].map({ [$0] }), !contents.isEmpty else {
      throw .invalidArgument("* GenerateContentRequest.contents: contents is not specified")
    }
    var turns: [ReceivedTurn] = []
    for (index, content) in contents.enumerated() { turns.append(try turn(content, path: "contents[\(index)]")) }
    let generation = root[field: "generationConfig"] ?? .object([])
    if let count = generation[field: "candidateCount"]?.wholeNumber, count > 1 {
      throw .invalidArgument("Multiple candidates is not enabled for this model")
    }
    let image = generation[field: "imageConfig"] ?? generation[field: "responseFormat"]?[field: "image"]
    let ratioText = image?[field: "aspectRatio"]?.string
    let sizeText = image?[field: "imageSize"]?.scalarText
    let images = turns.flatMap(\.images)
    try pictures.requireRoom(for: images, model: model)
    let pixels = try model.pixelSize(ratio: ratioText, size: sizeText, inputs: images.map(\.uprightSize))
    var call = EmulatedCall(
      turns: turns, systemInstruction: root[field: "systemInstruction"].map(text(of:)), aspectRatio: ratioText, imageSize: sizeText,
      responseModalities: modalities(generation[field: "responseModalities"]), settings: settings(generation), pixels: pixels)
    call.serviceTier = try tier(root[field: "serviceTier"])
    return call
  }

  /// https://ai.google.dev/gemini-api/docs/flex-inference
  private func tier(_ value: JSONValue?) throws(WireFailure) -> String? {
    guard let word = value?.scalarText else { return nil }
    guard let tier = ServiceTier(answered: word), ServiceTier.choosable.contains(tier) else {
      throw .invalidArgument("Invalid value at 'service_tier': \"\(word.prefix(60))\"")
    }
    return tier.rawValue
  }

  /// Reads modalities in any letter case; one alone counts as a list of one.
  private func modalities(_ value: JSONValue?) -> [String] {
    (value?.array ?? value.map { [$0] } ?? []).compactMap { $0.scalarText?.uppercased() }
  }

  private func settings(_ generation: JSONValue) -> [String: String] {
    guard case .object(let members) = generation else { return [:] }
    var result: [String: String] = [:]
    for member in members {
      if let text = member.value.scalarText { result[member.name] = text }
    }
    result["thinkingLevel"] = generation[field: "thinkingConfig"]?[field: "thinkingLevel"]?.scalarText
    return result
  }

  private func text(of instruction: JSONValue) -> String {
    if let text = instruction.string { return text }
    return (instruction[field: "parts"]?.array ?? instruction[field: "parts"].map { [$0] } ?? []).compactMap { $0[field: "text"]?.string }
      .joined(
        separator: "\n")
  }

  private func turn(_ content: JSONValue, path: String) throws(WireFailure) -> ReceivedTurn {
    guard content.isObject else {
      throw .invalidArgument("Invalid value at '\(path)' (type.googleapis.com/google.ai.generativelanguage.v1beta.Content)")
    }
    let role = content[field: "role"]?.string ?? "user"
    guard role == "user" || role == "model" else { throw .invalidArgument("Please use a valid role: user, model.") }
    guard let values = content[field: "parts"]?.array ?? content[field: "parts"].map({ [$0] }), !values.isEmpty else {
      throw .invalidArgument("* GenerateContentRequest.\(path).parts: contents.parts must not be empty.")
    }
    var parts: [ReceivedTurn.Part] = []
    for (index, value) in values.enumerated() { parts.append(try part(value, path: "\(path).parts[\(index)]")) }
    return ReceivedTurn(role: role, parts: parts)
  }

  private func part(_ value: JSONValue, path: String) throws(WireFailure) -> ReceivedTurn.Part {
    guard value.isObject else { throw .invalidArgument("Invalid value at '\(path)'") }
    if let text = value[field: "text"]?.string { return .text(text) }
    guard let inline = value[field: "inlineData"] else {
      guard value[field: "fileData"] != nil || value[field: "functionCall"] != nil || value[field: "functionResponse"] != nil else {
        throw .invalidArgument("* GenerateContentRequest.\(path).data: required oneof field 'data' must have one initialized field")
      }
      return .other
    }
    guard let mediaType = inline[field: "mimeType"]?.string, !mediaType.isEmpty else {
      throw .invalidArgument("* GenerateContentRequest.\(path).inline_data.mime_type: must be set")
    }
    guard let encoded = inline[field: "data"]?.string, let bytes = StrictBase64.decode(encoded) else {
      throw .invalidArgument("Invalid value at '\(path).inline_data.data' (TYPE_BYTES), Base64 decoding failed")
    }
    return .image(try pictures.picture(bytes, mediaType: mediaType, path: path))
  }
}
