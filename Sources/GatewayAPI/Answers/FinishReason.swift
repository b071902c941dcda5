/// The reason why the model stopped, in the API's own word; words that are not listed here are kept as they are.
package struct FinishReason: RawRepresentable, Hashable, Sendable {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }

  /// Creates the reason with a number in the protocol buffer form of an answer.
  package init(number: Int) {
    let words = [
      "FINISH_REASON_UNSPECIFIED", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT",
      "SPII", "MALFORMED_FUNCTION_CALL", "IMAGE_SAFETY", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "IMAGE_PROHIBITED_CONTENT",
      "IMAGE_OTHER", "NO_IMAGE", "IMAGE_RECITATION",
    ]
    self.rawValue = words.indices.contains(number) ? words[number] : String(number)
  }

  /// The failure that a reason without a picture stands for, or `nil` if the reason is no failure.
  package var failure: GenerationFailure.Name? {
    switch rawValue {
    case "", "STOP", "FINISH_REASON_UNSPECIFIED": nil
    // The words in lower case are those of chat completions (https://platform.openai.com/docs/api-reference/chat/object).
    case "MAX_TOKENS", "LENGTH": .maxTokens
    case "SAFETY", "CONTENT_FILTER": .safety
    case "RECITATION": .recitation
    case "LANGUAGE": .language
    case "OTHER": .other
    case "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR", "ESCALATION": .prohibitedContent
    case "IMAGE_SAFETY": .imageSafety
    case "IMAGE_PROHIBITED_CONTENT": .imageProhibitedContent
    case "IMAGE_RECITATION": .imageRecitation
    case "IMAGE_OTHER": .imageOther
    case "NO_IMAGE": .noImage
    case "MALFORMED_RESPONSE", "MALFORMED_FUNCTION_CALL": .malformedAnswer
    case _ where rawValue.hasPrefix("PUP_"): .prohibitedContent
    default: .unknownReason
    }
  }
}
