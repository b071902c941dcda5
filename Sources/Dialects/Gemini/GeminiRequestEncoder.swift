import GatewayAPI
import ImageCore
import JSON

/// Writes a request in the dialect `gemini`: only the fields that were set, in one fixed order, and never a candidate count.
struct GeminiRequestEncoder {
  let profile: GatewayProfile
  let card: ModelCard?

  /// Writes the body into `writer`.
  func encode(_ given: GenerationRequest, to writer: inout JSONWriter) throws(GatewayError) {
    let missing = profile.missingFields(in: given.fields)
    var request = given
    if missing.contains(.imageSize) { request.imageSize = card?.defaultSize ?? "1K" }
    if missing.contains(.aspectRatio) {
      // Without pictures the models answer 1:1; with pictures they follow the last one, and no ratio expresses that.
      guard !request.fields.contains(.references) else {
        throw GatewayError(
          .preparing, gateway: profile.name, "gateway '\(profile.name)' requires an aspect ratio where pictures are sent along")
      }
      request.aspectRatio = AspectRatio(1, 1)
    }
    write(request, to: &writer)
  }

  private func write(_ request: GenerationRequest, to writer: inout JSONWriter) {
    writer.object { body in
      body.member("contents") { member in
        member.array { list in
          for content in request.contents { write(content, to: &list) }
        }
      }
      if let instruction = request.systemInstruction {
        body.member("systemInstruction") { member in
          member.object { object in
            object.member("parts") { parts in parts.array { list in write(.text(instruction), to: &list) } }
          }
        }
      }
      if !request.safetySettings.isEmpty {
        body.member("safetySettings") { member in
          member.array { list in
            for setting in request.safetySettings {
              list.object { object in
                object.member("category") { $0.string(setting.category) }
                object.member("threshold") { $0.string(setting.threshold) }
              }
            }
          }
        }
      }
      if !request.tools.isEmpty {
        body.member("tools") { member in
          member.array { list in
            for tool in request.tools {
              list.object { object in
                object.member(profile.imagePartSpelling == .snakeCase ? tool.snakeCase : tool.camelCase) { $0.object { _ in } }
              }
            }
          }
        }
      }
      writeGenerationConfig(of: request, to: &body)
    }
  }

  private func write(_ content: Content, to list: inout JSONWriter) {
    list.object { turn in
      turn.member("role") { $0.string(content.role.rawValue) }
      turn.member("parts") { member in
        member.array { parts in
          for part in content.parts { write(part, to: &parts) }
        }
      }
    }
  }

  private func write(_ part: ContentPart, to list: inout JSONWriter) {
    list.object { object in
      switch part.payload {
      case .text(let text): object.member("text") { $0.string(text) }
      case .image(let bytes, let mediaType):
        GeminiPart.write(bytes, mediaType: mediaType, isSnake: profile.imagePartSpelling == .snakeCase, to: &object)
      }
      if part.isThought { object.member("thought") { $0.verbatim("true") } }
      // Relays accept this name in one spelling only.
      if let signature = part.thoughtSignature { object.member("thoughtSignature") { $0.string(signature) } }
    }
  }

  private func writeGenerationConfig(of request: GenerationRequest, to body: inout JSONWriter) {
    let numbers: [(name: String, value: NumberText?)] = [
      ("temperature", request.temperature), ("topP", request.topP), ("topK", request.topK), ("seed", request.seed),
      ("maxOutputTokens", request.maxOutputTokens),
    ]
    let wantsImage = request.responseModalities.contains(.image)
    let size = wantsImage ? profile.sentSize(of: request, card: card) : nil
    let ratio = wantsImage ? request.aspectRatio : nil
    let sendsModalities = profile.sendsResponseModalities && !request.responseModalities.isEmpty
    guard numbers.contains(where: { $0.value != nil }) || size != nil || ratio != nil || sendsModalities else { return }
    body.member("generationConfig") { member in
      member.object { config in
        for number in numbers {
          if let value = number.value { config.member(number.name) { $0.verbatim(value.text) } }
        }
        if sendsModalities {
          config.member("responseModalities") { member in
            member.array { list in
              for modality in request.responseModalities { list.string(modality.rawValue) }
            }
          }
        }
        guard ratio != nil || size != nil else { return }
        config.member("imageConfig") { member in
          member.object { image in
            if let ratio { image.member("aspectRatio") { $0.string(ratio.description) } }
            if let size { image.member("imageSize") { $0.string(size) } }
          }
        }
      }
    }
  }
}
