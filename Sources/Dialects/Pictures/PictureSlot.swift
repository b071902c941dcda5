import GatewayAPI
import JSON

/// Reads an object that is the place of one picture, in the words of OpenAI, OpenRouter, Imagen, Anthropic and of relays that mix them.
///
/// The documented order: members for bytes, then `image` and its content, then members for addresses. The first that gives a picture is
/// used, else the first that gives an address.
struct PictureSlot {
  /// Members for base64, by vendor: OpenAI (`b64_json`), Stability (`base64`), Imagen (`bytesBase64Encoded`, `imageBytes`), relays.
  static let byteNames = [
    "b64_json", "b64Json", "b64", "base64", "base64_json", "image_base64", "imageBase64", "bytesBase64Encoded", "imageBytes", "image_bytes",
    "image_data", "imageData",
  ]
  /// Members that hold a picture as an object, an address or base64.
  static let pictureNames = ["image", "image_url", "imageUrl", "source", "inlineData", "inline_data"]
  static let addressNames = ["url", "uri", "fileUri", "file_uri", "gcsUri", "image_uri", "imageUri"]
  private static let mediaTypeNames = ["mimeType", "mime_type", "mediaType", "media_type", "content_type", "contentType"]

  let value: JSONValue
  let redaction: Redaction

  /// Indicates whether the object has any member of a picture's place, empty ones included.
  var isSlot: Bool {
    let names = value.memberNames
    let status = value["status", "state"]?.scalarText?.lowercased() ?? ""
    guard !["pending", "queued", "processing", "submitted", "running", "in_progress", "starting"].contains(status) else { return false }
    return names.isEmpty
      || names.contains { name in
        Self.byteNames.contains(name) || Self.pictureNames.contains(name) || Self.addressNames.contains(name) || name == "revised_prompt"
          || Self.filterNames.contains(name) || name == "error"
      }
  }

  /// Returns the picture or the address that the place holds, or `nil` if it is empty.
  /// - Parameter defects: receives an entry for anything else.
  func part(isThought: Bool = false, defects: inout [String]) -> AnswerPart? {
    var found: [PictureSource] = sources(in: value, depth: 0)
    let isPicture: (PictureSource) -> Bool = { if case .picture = $0 { true } else { false } }
    if let index = found.firstIndex(where: isPicture) { found = [found[index]] }
    for source in found {
      switch source {
      case .picture(let data, let mediaType, let origin):
        let image = AnswerImage(data: data, declaredMediaType: mediaType, isThought: isThought, origin: origin)
        return AnswerPart(.image(image), isThought: isThought)
      case .link(let address): return AnswerPart(.link(redaction.text(address, limit: 2_000)), isThought: isThought)
      case .unreadable: defects.append(AnswerDataError.notBase64.description)
      case .nothing: continue
      }
    }
    return nil
  }

  private func sources(in object: JSONValue, depth: Int) -> [PictureSource] {
    let mediaType = object.first(Self.mediaTypeNames)?.text?.string
    var found: [PictureSource] = []
    for name in Self.byteNames { found.append(PictureSource(bytes: object[name]?.text, mediaType: mediaType, origin: .base64JSON)) }
    // `data` is bytes if it is a text, as in Google's and Anthropic's inline pictures.
    found.append(PictureSource(bytes: object["data"]?.text, mediaType: mediaType, origin: .inlineData))
    for name in Self.pictureNames {
      guard let inner = object[name] else { continue }
      if inner.isObject, depth < 3 { found += sources(in: inner, depth: depth + 1) }
      found.append(PictureSource(either: inner.text, mediaType: mediaType, origin: .base64JSON))
    }
    for name in Self.addressNames { found.append(PictureSource(address: object[name]?.text, mediaType: mediaType)) }
    return found
  }

  /// Reads one place: an object, or a text that is an address or base64.
  static func part(_ item: JSONValue, redaction: Redaction, defects: inout [String]) -> AnswerPart? {
    if item.isObject { return PictureSlot(value: item, redaction: redaction).part(defects: &defects) }
    return PictureSource(either: item.text, mediaType: nil, origin: .base64JSON).part(redaction: redaction, defects: &defects)
  }

  // MARK: filters

  private static let filterNames = [
    "moderated", "is_moderated", "filtered", "blocked", "nsfw", "respect_moderation", "is_safe", "raiFilteredReason", "rai_filtered_reason",
    "moderation_reason", "finish_reason", "finishReason",
  ]

  /// The filter's action on the picture, or `nil` if no member states one.
  ///
  /// Imagen says `raiFilteredReason` (https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/imagen-api), Stability
  /// `finishReason: CONTENT_FILTERED` (https://platform.stability.ai/docs/api-reference), xAI `respect_moderation: false`
  /// (https://docs.x.ai/docs/guides/image-generations); relays pass them on.
  var filter: WithheldPicture? {
    let reason = value["raiFilteredReason", "rai_filtered_reason", "moderation_reason"]?.scalarText
    let finish = value["finishReason", "finish_reason"]?.scalarText?.uppercased() ?? ""
    let isSaidSo = ["moderated", "is_moderated", "filtered", "blocked"].contains { value[$0]?.isTrue ?? false }
    let isDenied = ["respect_moderation", "is_safe"].contains { name in
      if case .bool(false)? = value[name] { true } else { false }
    }
    let error = ProviderErrorReader(redaction: redaction).embedded(in: value)
    let isFinish = ["CONTENT_FILTERED", "CONTENT_FILTER", "SAFETY", "MODERATED"].contains(finish)
    let hasReason = reason.map { !$0.allSatisfy(\.isWhitespace) } ?? false
    guard isSaidSo || isDenied || isFinish || hasReason || error != nil else { return nil }
    let words = hasReason ? reason : error?.message ?? (isFinish ? finish : nil)
    return WithheldPicture(isFiltered: true, words: words.map { redaction.text($0) })
  }

  /// Reads the place as a candidate of its own.
  func candidate(index: Int, defects: inout [String]) -> AnswerCandidate {
    let filter = filter
    guard let part = part(isThought: isDraft, defects: &defects) else {
      return AnswerCandidate(parts: [], index: index, withheld: filter ?? WithheldPicture(isFiltered: false))
    }
    // A replacement by a filter is no picture of the model's.
    return AnswerCandidate(
      parts: [part], finishReason: filter.map { _ in FinishReason(rawValue: "IMAGE_SAFETY") }, finishMessage: filter?.words, index: index)
  }

  /// Indicates whether it is a draft on the way to the picture, as OpenAI's streams send them.
  private var isDraft: Bool { value["type"]?.scalarText?.contains("partial") ?? false }
}
