import GatewayAPI
import ImageCore
import JSON

/// Writes a request in the dialect `images`, `/v1/images/generations`, as the one vendor that documents it for Gemini models has it.
///
/// Text alone is a `prompt`; with pictures or earlier turns there are `contents` instead, whose pictures are `data:` URIs.
struct ImagesRequestEncoder {
  let profile: GatewayProfile
  let card: ModelCard?

  func encode(_ request: GenerationRequest, to writer: inout JSONWriter) throws(GatewayError) -> WrittenRequest {
    let parts = request.contents.flatMap(\.parts)
    guard !parts.contains(where: { $0.isThought || $0.thoughtSignature != nil }) else {
      throw GatewayError(.preparing, gateway: profile.name, "gateway '\(profile.name)' has no place for a model's own parts")
    }
    let isTextOnly = request.contents.count == 1 && !parts.contains(where: \.isImage)
    writer.object { body in
      body.member("model") { $0.string(profile.wireModel(for: request.model)) }
      if isTextOnly { body.member("prompt") { $0.string(request.prompt) } }
      if let ratio = request.aspectRatio { body.member("size") { $0.string(ratio.description) } }
      if let quality = request.quality { body.member("quality") { $0.string(quality) } }
      // One picture a call, as everywhere.
      if isTextOnly { body.member("n") { $0.verbatim("1") } }
      body.member("response_format") { $0.string("b64_json") }
      if let size = profile.sentSize(of: request, card: card) { body.member("image_size") { $0.string(size) } }
      if isTextOnly {
        body.member("mime_type") { $0.string("image/png") }
        body.member("response_modalities") { $0.string("image") }
      } else {
        body.member("contents") { member in
          member.array { list in
            for content in request.contents { write(content, to: &list) }
          }
        }
      }
    }
    return WrittenRequest()
  }

  private func write(_ content: Content, to list: inout JSONWriter) {
    list.object { turn in
      turn.member("role") { $0.string(content.role.rawValue) }
      turn.member("parts") { member in
        member.array { parts in
          for part in content.parts {
            parts.object { object in
              switch part.payload {
              case .text(let text): object.member("text") { $0.string(text) }
              case .image(let bytes, let mediaType): object.member("image") { $0.dataURI(bytes, mediaType: mediaType) }
              }
            }
          }
        }
      }
    }
  }
}
