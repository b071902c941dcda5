import GatewayAPI
import JSON

/// The rules of an imitated gateway for a body: its spelling, its required fields, its ratios and sizes.
struct GeminiRules {
  let profile: GatewayProfile

  func check(_ body: JSONValue) throws(WireFailure) {
    let wanted = profile.imagePartSpelling == .snakeCase ? ("inline_data", "mime_type") : ("inlineData", "mimeType")
    for part in (body[field: "contents"]?.array ?? []).flatMap({ $0[field: "parts"]?.array ?? [] }) {
      guard let inline = part[field: "inlineData"] else { continue }
      guard part.holds(wanted.0), inline.holds(wanted.1) else {
        throw .invalidArgument("A part with a picture is spelled \(wanted.0) with \(wanted.1) here.")
      }
    }
    let generation = body[field: "generationConfig"]
    let modalities = (generation?[field: "responseModalities"]?.array ?? []).compactMap { $0.scalarText?.uppercased() }
    guard modalities.isEmpty || modalities.contains("IMAGE") else { return }
    let image = generation?[field: "imageConfig"] ?? generation?[field: "responseFormat"]?[field: "image"]
    let fields: [(field: RequestField, name: String, value: String?)] = [
      (.responseModalities, "generationConfig.responseModalities", modalities.first),
      (.aspectRatio, "generationConfig.imageConfig.aspectRatio", image?[field: "aspectRatio"]?.scalarText),
      (.imageSize, "generationConfig.imageConfig.imageSize", image?[field: "imageSize"]?.scalarText),
    ]
    // A gateway that serves both needs none of them for a text model.
    guard fields.contains(where: { $0.value != nil }) || isForPictures(body) else { return }
    for field in fields where profile.requiredFields.contains(field.field) && field.value == nil {
      throw .invalidArgument("\(field.name) is required.")
    }
    try profile.check(ratio: fields[1].value, size: fields[2].value)
  }

  private func isForPictures(_ body: JSONValue) -> Bool {
    (body[field: "contents"]?.array ?? []).flatMap { $0[field: "parts"]?.array ?? [] }.contains { $0[field: "inlineData"] != nil }
  }
}

extension JSONValue {
  /// Returns whether there is a member of exactly this name.
  fileprivate func holds(_ name: String) -> Bool {
    guard case .object(let members) = self else { return false }
    return members.contains { $0.name == name }
  }
}
