import GatewayAPI
import ImageCore
import PipelineModel

extension GenerateSettings {
  /// The request that these settings and the prepared pictures make.
  /// - Parameter asked: what is asked for in place of wishes that cannot be had; nil where nothing is known about that.
  func request(model: String, parts: [ContentPart], asked: AskedPicture?) -> GenerationRequest {
    let size = asked.map(\.imageSize) ?? imageSize
    var request = request(model: model, parts: parts, ratio: asked?.ratio)
    request.imageSize = size
    if case .exactly(let wanted)? = ratio, let given = asked?.ratio, given != wanted {
      request.notes.append(Self.note(asking: given.description, for: wanted.description, "ratio"))
    }
    if let wanted = imageSize, let size, size != wanted { request.notes.append(Self.note(asking: size, for: wanted, "size")) }
    return request
  }

  func request(model: String, parts: [ContentPart], ratio: AspectRatio?) -> GenerationRequest {
    var request = GenerationRequest(
      model: model, parts: parts, aspectRatio: ratio, imageSize: imageSize, responseModalities: responseModalities)
    request.systemInstruction = systemInstruction
    request.temperature = temperature
    request.topP = topP
    request.topK = topK
    request.seed = seed
    request.maxOutputTokens = maxOutputTokens
    request.safetySettings = safetySettings
    request.tools = tools
    request.thinkingLevel = thinkingLevel
    request.searchTypes = searchTypes
    request.storage = storage
    request.quality = quality
    request.preferred = preferred
    return request
  }
}
