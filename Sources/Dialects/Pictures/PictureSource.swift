import GatewayAPI
import JSON

/// Decides whether a member of an answer that may hold a picture holds one, its address, or nothing.
///
/// The presence of a member proves nothing: relays write every member that they know, empty.
enum PictureSource {
  case picture(data: AnswerData, mediaType: String?, origin: AnswerImage.Origin)
  case link(String)
  case nothing
  /// There is content that is neither.
  case unreadable

  /// Longer texts are no addresses.
  private static let longestAddress = 2_000

  /// Reads a member that is meant for base64. Some gateways put an address there.
  init(bytes text: JSONText?, mediaType: String?, origin: AnswerImage.Origin) {
    guard let text, let beginning = Self.beginning(of: text) else {
      self = .nothing
      return
    }
    if beginning.hasPrefix("http://") || beginning.hasPrefix("https://") {
      self = .link(text.string)
    } else if let found = PictureData.find(in: text, mediaType: mediaType) {
      self = .picture(data: found.data, mediaType: found.mediaType, origin: origin)
    } else {
      self = .unreadable
    }
  }

  /// Reads a member that is meant for an address. A `data:` URI may stand wherever an address may (RFC 2397).
  init(address text: JSONText?, mediaType: String?) {
    guard let text, let beginning = Self.beginning(of: text) else {
      self = .nothing
      return
    }
    if beginning.hasPrefix("data:") {
      self = PictureSource(bytes: text, mediaType: mediaType, origin: .addressDataURI)
    } else {
      self = text.count <= Self.longestAddress ? .link(text.string) : .unreadable
    }
  }

  /// Reads a member that may be either, such as `image`.
  init(either text: JSONText?, mediaType: String?, origin: AnswerImage.Origin) {
    let beginning = text.flatMap(Self.beginning)
    let isDataURI = beginning?.hasPrefix("data:") ?? false
    self = PictureSource(bytes: text, mediaType: mediaType, origin: isDataURI ? .addressDataURI : origin)
  }

  /// Returns the first characters after white space, in lower case, or `nil` if there are none.
  private static func beginning(of text: JSONText) -> String? {
    let bytes = text.bytes.drop { $0 <= 0x20 }.prefix(8)
    let words = String(decoding: bytes, as: UTF8.self).lowercased()
    return words.isEmpty || (words == "null" && text.count < 8) ? nil : words
  }
}

extension PictureSource {
  /// Returns the part of an answer that this is, or `nil` for nothing.
  /// - Parameter defects: receives an entry for content that is neither a picture nor an address.
  func part(isThought: Bool = false, signature: String? = nil, redaction: Redaction, defects: inout [String]) -> AnswerPart? {
    switch self {
    case .picture(let data, let mediaType, let origin):
      let image = AnswerImage(
        data: data, declaredMediaType: mediaType, isThought: isThought, thoughtSignature: signature, origin: origin)
      return AnswerPart(.image(image), isThought: isThought, thoughtSignature: signature)
    case .link(let address):
      return AnswerPart(.link(redaction.text(address, limit: 2_000)), isThought: isThought, thoughtSignature: signature)
    case .unreadable:
      defects.append(AnswerDataError.notBase64.description)
      return nil
    case .nothing: return nil
    }
  }
}
