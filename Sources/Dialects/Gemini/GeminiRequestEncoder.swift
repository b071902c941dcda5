import GatewayAPI
import ImageCore
import JSON

/// Writes a request in the dialect `gemini`: only the fields that were set, in one fixed order, and never a candidate count.
struct GeminiRequestEncoder {
  let profile: GatewayProfile
  let card: ModelCard?

  /// Writes the body into `writer`.
  func encode(_ given: GenerationRequest, to writer: inout JSONWriter) throws(GatewayError) -> WrittenRequest {
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
    return write(request, to: &writer)
  }

  private func write(_ request: GenerationRequest, to writer: inout JSONWriter) -> WrittenRequest {
    var written = WrittenRequest()
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
                object.member(profile.imagePartSpelling == .snakeCase ? tool.snakeCase : tool.camelCase) { member in
                  member.object { if tool.isSearch { write(request.searchTypes, to: &$0) } }
                }
              }
            }
          }
        }
      }
      writeGenerationConfig(of: request, to: &body)
      let start = body.bytes.count
      writeService(request, to: &body)
      written.service = start..<body.bytes.count
    }
    return written
  }

  /// `{"searchTypes": {"imageSearch": {}}}` (https://ai.google.dev/gemini-api/docs/image-generation).
  private func write(_ searchTypes: [SearchType], to tool: inout JSONWriter) {
    guard !searchTypes.isEmpty else { return }
    tool.member(profile.imagePartSpelling == .snakeCase ? "search_types" : "searchTypes") { member in
      member.object { types in
        for type in searchTypes {
          types.member(profile.imagePartSpelling == .snakeCase ? JSONValue.snakeCase(type.rawValue) : type.rawValue) { $0.object { _ in } }
        }
      }
    }
  }

  /// What a request says of how it is served. It stands at the body's end, so that the rest is the same whatever it says.
  private func writeService(_ request: GenerationRequest, to body: inout JSONWriter) {
    if profile.takesStore, request.storage == .none { body.member("store") { $0.verbatim("false") } }
    // A job's items do not name their tier: the job is it.
    if request.tier != .standard, request.tier != .batch, profile.tiers.contains(request.tier) {
      body.member("serviceTier") { $0.string(request.tier.rawValue) }
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
    guard numbers.contains(where: { $0.value != nil }) || size != nil || ratio != nil || sendsModalities || request.thinkingLevel != nil
    else { return }
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
        if let level = request.thinkingLevel {
          config.member("thinkingConfig") { member in
            member.object { thinking in thinking.member("thinkingLevel") { $0.string(level) } }
          }
        }
        guard ratio != nil || size != nil else { return }
        func writePicture(_ member: inout JSONWriter) {
          member.object { image in
            if let ratio { image.member("aspectRatio") { $0.string(ratio.description) } }
            if let size { image.member("imageSize") { $0.string(size) } }
          }
        }
        switch profile.pictureSpelling {
        case .imageConfig: config.member("imageConfig") { writePicture(&$0) }
        case .responseFormat:
          config.member("responseFormat") { format in format.object { object in object.member("image") { writePicture(&$0) } } }
        }
      }
    }
  }
}
