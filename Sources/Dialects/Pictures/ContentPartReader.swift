import GatewayAPI
import JSON

/// Reads one part of a content as Google writes it and relays of every kind pass it on: text, inline pictures, files by address.
struct ContentPartReader {
  let redaction: Redaction

  /// Signatures are opaque, and those of pictures can be as long as a picture.
  private static let longestSignature = 16 << 20

  /// Returns the text, the pictures and the addresses of one part.
  func parts(of value: JSONValue, _ defects: inout [String]) throws(UnreadableBody) -> [AnswerPart] {
    let isThought = value["thought"]?.isTrue ?? false
    let signature = try value["thoughtSignature", "thought_signature"]?.text?.whole(limit: Self.longestSignature)
    var parts: [AnswerPart] = []
    if let text = value["text"]?.text ?? value.text, PictureData.isPicture(text) {
      let source = PictureSource(bytes: text, mediaType: nil, origin: .textDataURI)
      if let part = source.part(isThought: isThought, signature: signature, redaction: redaction, defects: &defects) { parts.append(part) }
    } else if let text = value["text"]?.text ?? value.text {
      parts += try EmbeddedPictures.parts(
        in: text, isThought: isThought, signature: signature, redaction: redaction, defects: &defects)
    }
    guard value.isObject else { return parts }
    if let inline = value["inlineData", "inline_data"] {
      let mediaType = inline["mimeType", "mime_type"]?.text?.string
      let source = PictureSource(bytes: inline["data"]?.text, mediaType: mediaType, origin: .inlineData)
      if case .nothing = source, mediaType?.contains(where: { !$0.isWhitespace }) ?? false {
        defects.append("a part with a picture holds no data")
      }
      if let part = source.part(isThought: isThought, signature: signature, redaction: redaction, defects: &defects) { parts.append(part) }
    }
    if let file = value["fileData", "file_data"] {
      let source = PictureSource(address: file["fileUri", "file_uri"]?.text, mediaType: file["mimeType", "mime_type"]?.text?.string)
      if let part = source.part(isThought: isThought, signature: signature, redaction: redaction, defects: &defects) { parts.append(part) }
    }
    if value["inlineData", "inline_data"] == nil, value["fileData", "file_data"] == nil, value["text"] == nil,
      let part = PictureSlot(value: value, redaction: redaction).part(isThought: isThought, defects: &defects)
    {
      parts.append(part)
    }
    return parts
  }
}

extension FinishReason {
  /// Reads the reason why an answer ended, which is a word or its number.
  init?(of value: JSONValue, redaction: Redaction) {
    switch value["finishReason", "finish_reason"] {
    case .string(let text)?: self.init(rawValue: redaction.text(text.string, limit: 100).uppercased())
    case let number?:
      guard let number = number.integer else { return nil }
      self.init(number: number)
    case nil: return nil
    }
  }
}
