extension GatewayProfile {
  /// Returns those of a request's preferred fields that this gateway cannot express.
  package func droppedFields(of fields: Set<RequestField>, preferred: Set<RequestField>) -> [RequestField] {
    unsupportedFields(of: fields).filter { $0.kind == .inexpressible && preferred.contains($0.field) }.map(\.field)
  }

  /// Returns the request without them, with a note for each.
  package func degraded(_ request: GenerationRequest) -> GenerationRequest {
    var result = request
    for field in droppedFields(of: request.fields, preferred: request.preferred) {
      result.remove(field)
      result.notes.append(Self.note(dropping: field, gateway: name))
    }
    return result
  }

  /// Returns the note about a field that is left out.
  package static func note(dropping field: RequestField, gateway: String) -> String {
    "the gateway '\(gateway)' has no place for '\(field.rawValue)'; it is left out, as 'prefer' allows"
  }
}

extension GenerationRequest {
  fileprivate mutating func remove(_ field: RequestField) {
    switch field {
    case .systemInstruction: systemInstruction = nil
    case .safetySettings: safetySettings = []
    case .tools: tools = []
    case .temperature: temperature = nil
    case .topP: topP = nil
    case .topK: topK = nil
    case .seed: seed = nil
    case .maxOutputTokens: maxOutputTokens = nil
    case .thinkingLevel: thinkingLevel = nil
    case .searchTypes: searchTypes = []
    case .aspectRatio: aspectRatio = nil
    case .imageSize: imageSize = nil
    case .quality: quality = nil
    case .mask: mask = nil
    case .background: background = nil
    // The content of a request is never left out.
    case .responseModalities, .references, .history, .textAnswer, .textBesidePicture: break
    }
  }
}
