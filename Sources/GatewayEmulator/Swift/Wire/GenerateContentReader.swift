import GatewayAPI
import ImageCore
import JSON

/// Reads a `generateContent` body as leniently as Google does: only `contents` is required, either spelling, unknown names are ignored.
struct GenerateContentReader {
  let limits: DecodeLimits
  let codecs: CodecRegistry

  private static let mediaTypes: Set<String> = ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"]

  /// The body as an object.
  func parse(_ body: [UInt8]) throws(WireFailure) -> JSONValue {
    let root: JSONValue
    do {
      root = try JSONValue.read(body, .request)
    } catch {
      throw .invalidArgument("Invalid JSON payload received. \(error).")
    }
    guard root.isObject else { throw .invalidArgument("Invalid JSON payload received. The body is not an object.") }
    return root
  }

  func read(_ root: JSONValue, model: EmulatedModel) throws(WireFailure) -> GenerateContentCall {
    guard let contents = root[field: "contents"]?.array ?? root[field: "contents"].map({ [$0] }), !contents.isEmpty else {
      throw .invalidArgument("* GenerateContentRequest.contents: contents is not specified")
    }
    var turns: [ReceivedRequest.Turn] = []
    for (index, content) in contents.enumerated() { turns.append(try turn(content, path: "contents[\(index)]")) }
    let generation = root[field: "generationConfig"] ?? .object([])
    if let count = generation[field: "candidateCount"]?.wholeNumber, count > 1 {
      throw .invalidArgument("Multiple candidates is not enabled for this model")
    }
    let image = generation[field: "imageConfig"]
    let ratioText = image?[field: "aspectRatio"]?.string
    let sizeText = image?[field: "imageSize"]?.scalarText
    let images = turns.flatMap(\.images)
    try requireRoom(for: images, model: model)
    let pixels = try model.pixelSize(ratio: ratioText, size: sizeText, inputs: images.map(\.uprightSize))
    return GenerateContentCall(
      turns: turns, systemInstruction: root[field: "systemInstruction"].map(text(of:)), aspectRatio: ratioText, imageSize: sizeText,
      responseModalities: modalities(generation[field: "responseModalities"]), settings: settings(generation), pixels: pixels)
  }

  /// Names are read in any case, and one alone stands for a list of one.
  private func modalities(_ value: JSONValue?) -> [String] {
    (value?.array ?? value.map { [$0] } ?? []).compactMap { $0.scalarText?.uppercased() }
  }

  private func settings(_ generation: JSONValue) -> [String: String] {
    guard case .object(let members) = generation else { return [:] }
    var result: [String: String] = [:]
    for member in members {
      if let text = member.value.scalarText { result[member.name] = text }
    }
    return result
  }

  private func text(of instruction: JSONValue) -> String {
    if let text = instruction.string { return text }
    return (instruction[field: "parts"]?.array ?? instruction[field: "parts"].map { [$0] } ?? []).compactMap { $0[field: "text"]?.string }
      .joined(
        separator: "\n")
  }

  private func turn(_ content: JSONValue, path: String) throws(WireFailure) -> ReceivedRequest.Turn {
    guard content.isObject else {
      throw .invalidArgument("Invalid value at '\(path)' (type.googleapis.com/google.ai.generativelanguage.v1beta.Content)")
    }
    let role = content[field: "role"]?.string ?? "user"
    guard role == "user" || role == "model" else { throw .invalidArgument("Please use a valid role: user, model.") }
    guard let values = content[field: "parts"]?.array ?? content[field: "parts"].map({ [$0] }), !values.isEmpty else {
      throw .invalidArgument("* GenerateContentRequest.\(path).parts: contents.parts must not be empty.")
    }
    var parts: [ReceivedRequest.Part] = []
    for (index, value) in values.enumerated() { parts.append(try part(value, path: "\(path).parts[\(index)]")) }
    return ReceivedRequest.Turn(role: role, parts: parts)
  }

  private func part(_ value: JSONValue, path: String) throws(WireFailure) -> ReceivedRequest.Part {
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
    guard let encoded = inline[field: "data"]?.string, let bytes = Base64.decode(encoded) else {
      throw .invalidArgument("Invalid value at '\(path).inline_data.data' (TYPE_BYTES), Base64 decoding failed")
    }
    return .image(try picture(bytes, mediaType: mediaType, path: path))
  }

  /// Pictures that are each within the limits must be so together too, because they are decoded for one answer.
  func requireRoom(for images: [ReceivedImage], model: EmulatedModel) throws(WireFailure) {
    guard images.count <= model.maximumInputImages else {
      throw .invalidArgument("Too many images: \(images.count). The model takes at most \(model.maximumInputImages).")
    }
    var pixels = 0
    for image in images {
      pixels += image.uprightSize.pixelCount ?? .max / 64
      guard pixels <= limits.pixels else {
        throw .tooLarge("The images together have more than \(limits.pixels) pixels, which is what the emulator decodes at once.")
      }
    }
  }

  /// A picture of a request, whatever its dialect.
  func picture(_ bytes: [UInt8], mediaType: String, path: String) throws(WireFailure) -> ReceivedImage {
    guard GenerateContentReader.mediaTypes.contains(mediaType.lowercased()) else {
      throw .invalidArgument("Unsupported MIME type: \(mediaType)")
    }
    do {
      let reader = ImageReader(codecs: codecs, limits: limits)
      let header = try reader.open(bytes).header
      return ReceivedImage(bytes: bytes, mediaType: mediaType, format: header.format, uprightSize: header.uprightSize)
    } catch {
      throw .invalidArgument("Unable to process input image at '\(path)': \(error)")
    }
  }
}
