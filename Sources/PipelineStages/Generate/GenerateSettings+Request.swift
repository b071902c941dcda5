import GatewayAPI
import ImageCore

extension GenerateSettings {
  /// The request that these settings and the prepared pictures make.
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
    request.quality = quality
    return request
  }
}
