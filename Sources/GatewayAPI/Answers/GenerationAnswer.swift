/// A picture as an answer held it; nobody has looked at its pixels yet.
package struct AnswerImage: Hashable, Sendable {
  /// Where in the answer the picture stood.
  package enum Origin: String, Hashable, Sendable {
    /// A part with inline data.
    case inlineData
    /// A `data:` URI inside text, as relays write into Markdown.
    case textDataURI
    /// A `b64_json` member, as the dialect `images` has it.
    case base64JSON
    /// Fetched from an address that the answer named.
    case link
  }

  package let data: AnswerData
  /// What the answer calls the bytes; only the bytes themselves decide.
  package let declaredMediaType: String?
  package let isThought: Bool
  package let thoughtSignature: String?
  package let origin: Origin

  package init(
    bytes: [UInt8], declaredMediaType: String?, isThought: Bool = false, thoughtSignature: String? = nil, origin: Origin = .inlineData
  ) {
    self.init(
      data: .held(bytes), declaredMediaType: declaredMediaType, isThought: isThought, thoughtSignature: thoughtSignature, origin: origin)
  }

  package init(
    data: AnswerData, declaredMediaType: String?, isThought: Bool = false, thoughtSignature: String? = nil, origin: Origin = .inlineData
  ) {
    self.data = data
    self.declaredMediaType = declaredMediaType
    self.isThought = isThought
    self.thoughtSignature = thoughtSignature
    self.origin = origin
  }

  /// All bytes at once, for pictures that are sent back. Throws an ``AnswerDataError``.
  package var bytes: [UInt8] {
    get throws {
      if case .held(let bytes) = data { return bytes }
      var bytes: [UInt8] = []
      try data.forEachPiece { bytes += $0 }
      return bytes
    }
  }
}

package struct AnswerPart: Hashable, Sendable {
  package enum Payload: Hashable, Sendable {
    case text(String)
    case image(AnswerImage)
    /// The address of a picture that was not sent along.
    case link(String)
  }

  package let payload: Payload
  package let isThought: Bool
  package let thoughtSignature: String?

  package init(_ payload: Payload, isThought: Bool = false, thoughtSignature: String? = nil) {
    self.payload = payload
    self.isThought = isThought
    self.thoughtSignature = thoughtSignature
  }
}

package struct AnswerCandidate: Hashable, Sendable {
  package var parts: [AnswerPart]
  package var finishReason: FinishReason?
  package var finishMessage: String?

  package init(parts: [AnswerPart], finishReason: FinishReason? = nil, finishMessage: String? = nil) {
    self.parts = parts
    self.finishReason = finishReason
    self.finishMessage = finishMessage
  }
}

/// What a gateway says about a prompt that it did not answer.
package struct PromptFeedback: Hashable, Sendable {
  package let blockReason: String?
  package let message: String?

  package init(blockReason: String?, message: String? = nil) {
    self.blockReason = blockReason
    self.message = message
  }
}

/// Everything an answer said, as far as it could be read.
package struct GenerationAnswer: Hashable, Sendable {
  package var candidates: [AnswerCandidate] = []
  package var promptFeedback: PromptFeedback?
  package var usage: Usage?
  /// May differ from the model that was asked for.
  package var modelVersion: String?
  package var responseID: String?
  /// An error inside an answer with a status of success.
  package var error: ProviderError?
  /// Why the body is no answer at all; nil if it could be read.
  package var malformation: String?
  /// Parts that could not be read, each in a few words.
  package var defects: [String] = []

  package init() {}

  /// All pictures in order, thoughts included.
  package var images: [AnswerImage] {
    candidates.flatMap(\.parts).compactMap { part in
      if case .image(let image) = part.payload { image } else { nil }
    }
  }

  /// The addresses of pictures that were not sent along, in order.
  package var links: [String] {
    candidates.flatMap(\.parts).compactMap { part in
      if case .link(let address) = part.payload { address } else { nil }
    }
  }

  /// The same answer with the picture in place of its address.
  package func replacing(link: String, by image: AnswerImage) -> GenerationAnswer {
    var copy = self
    for index in copy.candidates.indices {
      copy.candidates[index].parts = copy.candidates[index].parts.map { part in
        guard part.payload == .link(link) else { return part }
        return AnswerPart(.image(image), isThought: part.isThought, thoughtSignature: part.thoughtSignature)
      }
    }
    return copy
  }

  /// The same answer without a picture that turned out to be unreadable.
  package func removing(_ image: AnswerImage, because defect: String) -> GenerationAnswer {
    var copy = self
    for index in copy.candidates.indices {
      copy.candidates[index].parts.removeAll { $0.payload == .image(image) }
    }
    copy.defects.append(defect)
    return copy
  }

  /// The model's words without its thoughts; nil if there are none.
  package var text: String? {
    let texts = candidates.flatMap(\.parts).compactMap { part -> String? in
      if case .text(let text) = part.payload, !part.isThought, !text.allSatisfy(\.isWhitespace) { text } else { nil }
    }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }
}
