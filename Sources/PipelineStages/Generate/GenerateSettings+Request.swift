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

/// The treatment of preferred settings that model and gateways cannot satisfy: the nearest that they can.
extension GenerateSettings {
  /// The settings that `prefer` may name.
  static let preferable: [RequestField] = [
    .aspectRatio, .imageSize, .quality, .systemInstruction, .safetySettings, .tools, .temperature, .topP, .topK, .seed, .maxOutputTokens,
    .thinkingLevel, .searchTypes, .background,
  ]

  func prefers(_ field: RequestField) -> Bool { preferred.contains(field) }

  /// Returns the ratio to request instead of `ratio`, among the available ones; the same if it is among them, or is no mere preference.
  func attainable(_ ratio: AspectRatio, among ratios: [AspectRatio]) -> AspectRatio {
    guard prefers(.aspectRatio), !ratios.contains(ratio) else { return ratio }
    return AspectRatio.nearest(to: PixelSize(ratio.width, ratio.height), among: ratios) ?? ratio
  }

  /// Returns the size to request instead of `size`, among the available ones.
  func attainable(_ size: String, among sizes: [String]) -> String {
    guard prefers(.imageSize), !sizes.contains(size), let wanted = Self.edge(size) else { return size }
    // Of two that are as near, the smaller one, which costs no more.
    let ranked = sizes.compactMap { name in Self.edge(name).map { (name, $0) } }.sorted { $0.1 < $1.1 }
    func distance(_ edge: Int) -> Double { edge > wanted ? Double(edge) / Double(wanted) : Double(wanted) / Double(edge) }
    return ranked.min { distance($0.1) < distance($1.1) }?.0 ?? size
  }

  /// Returns the edge of a square of a size such as 512 or 2K, in pixels.
  private static func edge(_ size: String) -> Int? {
    let number = size.hasSuffix("K") ? Int(size.dropLast()).map { $0 * 1_024 } : Int(size)
    return number.flatMap { (1...1_000_000).contains($0) ? $0 : nil }
  }

  /// Returns the note on a ratio or size that is requested in place of another.
  static func note(asking instead: String, for wanted: String, _ what: String) -> String {
    "the \(what) '\(wanted)' is not to be had; '\(instead)' is asked for, as 'prefer' allows"
  }
}
