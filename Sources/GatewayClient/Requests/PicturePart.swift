package import GatewayAPI
import JSON

/// A picture as one element of a request's `parts`, for people who send the request themselves.
package enum PicturePart {
  package enum Spelling: String, CaseIterable, Sendable {
    /// `{"inlineData": {"mimeType": …, "data": …}}`
    case camel
    /// `{"inline_data": {"mime_type": …, "data": …}}`
    case snake
    /// `{"image": "data:…;base64,…"}`, which the dialect `images` has.
    case dataURI = "data-uri"

    /// What a gateway's documents write.
    package init(of profile: GatewayProfile) {
      switch (profile.dialect, profile.imagePartSpelling) {
      case (.images, _): self = .dataURI
      case (.gemini, .camelCase): self = .camel
      case (.gemini, .snakeCase): self = .snake
      }
    }
  }

  /// Compact JSON, with the bytes in standard padded base64.
  package static func json(_ bytes: [UInt8], mediaType: String, spelling: Spelling) -> [UInt8] {
    var writer = JSONWriter(.request, reserving: Base64.encodedCount(of: bytes.count) + 100)
    writer.object { part in
      switch spelling {
      case .dataURI: part.member("image") { $0.dataURI(bytes, mediaType: mediaType) }
      case .camel, .snake:
        part.member(spelling == .snake ? "inline_data" : "inlineData") { member in
          member.object { data in
            data.member(spelling == .snake ? "mime_type" : "mimeType") { $0.string(mediaType) }
            data.member("data") { $0.base64(bytes) }
          }
        }
      }
    }
    return writer.bytes
  }
}
