import GatewayAPI
import ImageCore
import PipelineModel

extension GenerateSettings {
  /// Returns the request of these settings and the prepared pictures.
  /// - Parameter asked: the shape to request in place of preferences that are not available, or `nil` if that is not known.
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
    // Its pixels follow; until then it stands for itself.
    if mask != nil { request.mask = [] }
    request.background = background
    request.preferred = preferred
    return request
  }
}
