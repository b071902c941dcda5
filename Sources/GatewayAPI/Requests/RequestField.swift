/// A field of a request; raw values are the settings' names.
package enum RequestField: String, CaseIterable, Hashable, Sendable {
  case systemInstruction
  case safetySettings
  case tools
  case temperature
  case topP
  case topK
  case seed
  case maxOutputTokens
  case thinkingLevel
  case searchTypes
  case aspectRatio
  case imageSize
  case responseModalities
  case quality
  /// Where a picture that goes along may be changed.
  case mask
  /// Whether the ground of the answer is transparent.
  case background
  /// Pictures beside the text.
  case references
  /// Turns before the last one.
  case history
  /// An answer of text without a picture.
  case textAnswer
  /// An answer of text beside the picture.
  case textBesidePicture
}

extension GenerationRequest {
  package var fields: Set<RequestField> {
    var fields: Set<RequestField> = []
    if systemInstruction != nil { fields.insert(.systemInstruction) }
    if !safetySettings.isEmpty { fields.insert(.safetySettings) }
    if !tools.isEmpty { fields.insert(.tools) }
    if temperature != nil { fields.insert(.temperature) }
    if topP != nil { fields.insert(.topP) }
    if topK != nil { fields.insert(.topK) }
    if seed != nil { fields.insert(.seed) }
    if maxOutputTokens != nil { fields.insert(.maxOutputTokens) }
    if thinkingLevel != nil { fields.insert(.thinkingLevel) }
    if !searchTypes.isEmpty { fields.insert(.searchTypes) }
    if quality != nil { fields.insert(.quality) }
    if mask != nil { fields.insert(.mask) }
    if background != nil { fields.insert(.background) }
    if contents.count > 1 { fields.insert(.history) }
    if contents.flatMap(\.parts).contains(where: \.isImage) { fields.insert(.references) }
    guard responseModalities.contains(.image) || responseModalities.isEmpty else { return fields.union([.textAnswer]) }
    if responseModalities.contains(.text) { fields.insert(.textBesidePicture) }
    if aspectRatio != nil { fields.insert(.aspectRatio) }
    if imageSize != nil { fields.insert(.imageSize) }
    return fields
  }
}

extension ContentPart {
  /// Indicates whether the part is a picture.
  package var isImage: Bool {
    if case .image = payload { true } else { false }
  }
}
