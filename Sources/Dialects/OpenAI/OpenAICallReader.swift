import ImageCore
import JSON

/// Reads what OpenAI's image API takes, from a body or a form.
struct OpenAICallReader {
  let pictures: ReceivedPictures

  func read(_ root: JSONValue, model: EmulatedModel) throws(WireFailure) -> EmulatedCall {
    guard let prompt = root[field: "prompt"]?.string, !prompt.isEmpty else { throw .invalidArgument("prompt is required") }
    if let count = root[field: "n"]?.scalarText, count != "1" { throw .invalidArgument("n must be 1 for this model") }
    var parts: [ReceivedTurn.Part] = [.text(prompt)]
    for name in ["image", "image[]"] {
      let values = root[name].map { $0.array ?? [$0] } ?? []
      for (index, value) in values.enumerated() {
        parts.append(.image(try pictures.picture(dataURI: value.string ?? "", path: "\(name)[\(index)]")))
      }
    }
    let turns = [ReceivedTurn(role: "user", parts: parts)]
    let images = turns.flatMap(\.images)
    try pictures.requireRoom(for: images, model: model)
    var settings: [String: String] = [:]
    for name in ["quality", "background", "output_format"] { settings[name] = root[name]?.scalarText }
    if let mask = root["mask"]?.string {
      let picture = try pictures.picture(dataURI: mask, path: "mask")
      guard let first = images.first, first.uprightSize == picture.uprightSize else {
        throw .invalidArgument("Invalid mask image: mask and image must have the same size.")
      }
      settings["mask"] = picture.uprightSize.description
    }
    let size = try Self.size(root[field: "size"]?.string, model: model, inputs: images.map(\.uprightSize))
    return EmulatedCall(
      turns: turns, systemInstruction: nil, aspectRatio: nil, imageSize: nil, responseModalities: ["IMAGE"], settings: settings,
      pixels: size)
  }

  private static func size(_ text: String?, model: EmulatedModel, inputs: [PixelSize]) throws(WireFailure) -> PixelSize {
    guard let text, text != "auto" else { return try model.pixelSize(ratio: nil, size: nil, inputs: inputs) }
    guard let size = PixelText.size(text) else {
      throw .invalidArgument("Invalid value: '\(text.prefix(40))'. Supported values are pixels such as 1024x1024, and 'auto'.")
    }
    return size
  }
}
