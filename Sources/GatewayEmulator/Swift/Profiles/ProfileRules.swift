import GatewayAPI
import ImageCore
import JSON

/// What a gateway that is imitated insists on: its address, its kind of key, its spelling and its required fields.
struct ProfileRules: Sendable {
  let profile: GatewayProfile

  /// A gateway with Google's own key header answers in Google's shape, the others as relays do.
  var errorShape: ErrorAnswer.Shape { profile.authentication == .googleAPIKey && profile.name == "google" ? .google : .relay }

  func check(_ authentication: ReceivedRequest.Authentication) throws(WireFailure) {
    let accepted: Set<ReceivedRequest.Authentication> =
      switch profile.authentication {
      case .bearer: [.bearer]
      case .googleAPIKey: [.googleAPIKey, .query]
      case .raw: [.raw]
      case .none: [.none, .bearer, .googleAPIKey, .raw, .query, .several]
      }
    guard !accepted.contains(authentication) else { return }
    throw errorShape == .google
      ? .missingKey
      : WireFailure(
        code: 401, status: "UNAUTHENTICATED",
        message:
          "Invalid token: this gateway takes its key as \(profile.authentication.rawValue), and it came as \(authentication.rawValue).")
  }

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
    let image = generation?[field: "imageConfig"]
    let fields: [(field: RequestField, name: String, value: String?)] = [
      (.responseModalities, "generationConfig.responseModalities", modalities.first),
      (.aspectRatio, "generationConfig.imageConfig.aspectRatio", image?[field: "aspectRatio"]?.scalarText),
      (.imageSize, "generationConfig.imageConfig.imageSize", image?[field: "imageSize"]?.scalarText),
    ]
    // A text model of a gateway that serves both is asked without any of them.
    guard fields.contains(where: { $0.value != nil }) || isForPictures(body) else { return }
    for field in fields where profile.requiredFields.contains(field.field) && field.value == nil {
      throw .invalidArgument("\(field.name) is required.")
    }
    try check(ratio: fields[1].value, size: fields[2].value)
  }

  /// Holds ratio and size against those that the gateway documents.
  func check(ratio: String?, size: String?) throws(WireFailure) {
    if let ratio, let allowed = profile.aspectRatios?.map(\.description), !allowed.contains(ratio) {
      throw .invalidArgument("Invalid aspect ratio '\(ratio)'. Allowed values: \(allowed.joined(separator: ", ")).")
    }
    if let size, let allowed = profile.imageSizes, !allowed.contains(size) {
      throw .invalidArgument("Invalid image size '\(size)'. Allowed values: \(allowed.joined(separator: ", ")).")
    }
  }

  private func isForPictures(_ body: JSONValue) -> Bool {
    (body[field: "contents"]?.array ?? []).flatMap { $0[field: "parts"]?.array ?? [] }.contains { $0[field: "inlineData"] != nil }
  }
}

extension JSONValue {
  /// Whether there is a member of exactly this name.
  fileprivate func holds(_ name: String) -> Bool {
    guard case .object(let members) = self else { return false }
    return members.contains { $0.name == name }
  }
}
