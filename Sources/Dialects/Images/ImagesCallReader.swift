import ImageCore
import JSON

/// Reads a body of `/v1/images/generations` with Gemini models: a `prompt`, or `contents` with pictures as `data:` URIs.
struct ImagesCallReader {
  let pictures: ReceivedPictures

  func read(_ root: JSONValue, model: EmulatedModel) throws(WireFailure) -> EmulatedCall {
    if let count = root[field: "n"]?.wholeNumber, count != 1 { throw .invalidArgument("n must be 1 for this model") }
    if let format = root[field: "response_format"]?.string, format != "b64_json" {
      throw .invalidArgument("response_format '\(format)' is not supported; use b64_json")
    }
    var turns: [ReceivedTurn] = []
    for (index, content) in (root[field: "contents"]?.array ?? []).enumerated() {
      turns.append(try turn(content, path: "contents[\(index)]"))
    }
    if turns.isEmpty {
      guard let prompt = root[field: "prompt"]?.string, !prompt.isEmpty else { throw .invalidArgument("prompt or contents is required") }
      turns = [ReceivedTurn(role: "user", parts: [.text(prompt)])]
    }
    let images = turns.flatMap(\.images)
    try pictures.requireRoom(for: images, model: model)
    // OpenAI's clients ask for pixels, or leave them to the model.
    let wanted = root[field: "size"]?.string
    let exact = wanted.flatMap { PixelText.size($0) }
    let ratio = exact == nil && wanted != "auto" ? wanted : nil
    let size = root[field: "image_size"]?.string
    // The behaviour of this route for a size that the model lacks is not documented; the emulator uses the model's own.
    let own = try model.pixelSize(ratio: ratio, size: size.flatMap { model.has(size: $0) ? $0 : nil }, inputs: images.map(\.uprightSize))
    var settings: [String: String] = [:]
    for name in ["quality", "mime_type", "response_modalities", "response_format", "n", "background", "output_format"] {
      settings[name] = root[name]?.scalarText
    }
    return EmulatedCall(
      turns: turns, systemInstruction: nil, aspectRatio: ratio, imageSize: size, responseModalities: ["IMAGE"], settings: settings,
      pixels: exact ?? own)
  }

  private func turn(_ content: JSONValue, path: String) throws(WireFailure) -> ReceivedTurn {
    let role = content[field: "role"]?.string ?? "user"
    guard role == "user" || role == "model" else { throw .invalidArgument("\(path).role is user or model") }
    var parts: [ReceivedTurn.Part] = []
    for (index, value) in (content[field: "parts"]?.array ?? []).enumerated() {
      let place = "\(path).parts[\(index)]"
      if let text = value[field: "text"]?.string {
        parts.append(.text(text))
      } else if let uri = value[field: "image"]?.string {
        parts.append(.image(try pictures.picture(dataURI: uri, path: "\(place).image")))
      } else {
        throw .invalidArgument("\(place) has neither text nor image")
      }
    }
    guard !parts.isEmpty else { throw .invalidArgument("\(path).parts must not be empty") }
    return ReceivedTurn(role: role, parts: parts)
  }
}
