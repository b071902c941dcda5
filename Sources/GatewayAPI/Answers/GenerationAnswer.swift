/// A picture as an answer held it; its pixels have not been checked.
package struct AnswerImage: Hashable, Sendable {
  /// The place of a picture in an answer.
  package enum Origin: String, Hashable, Sendable {
    /// A part with inline data.
    case inlineData
    /// A `data:` URI inside text, as relays write into Markdown.
    case textDataURI
    /// A `data:` URI where an address may stand.
    case addressDataURI
    /// A `b64_json` member or one like it, as in the dialect `images`.
    case base64JSON
    /// Fetched from an address that the answer named.
    case link
  }

  package let data: AnswerData
  /// The media type that the answer declares; only the bytes themselves decide.
  package let declaredMediaType: String?
  package let isThought: Bool
  package let thoughtSignature: String?
  package let origin: Origin
  /// Indicates whether its bytes were found to be no picture, so that any other one takes precedence.
  package private(set) var isSetAside = false

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

  fileprivate var setAside: AnswerImage {
    var copy = self
    copy.isSetAside = true
    return copy
  }

  /// Indicates whether the answer declares a type that is no picture: audio, video, text, a document. Only the bytes themselves decide, so
  /// such a part is tried last rather than not at all.
  package var isDeclaredOtherwise: Bool {
    guard let type = declaredMediaType?.lowercased(), let slash = type.firstIndex(of: "/") else { return false }
    let subtype = type[type.index(after: slash)...].prefix { $0 != ";" }.filter { !$0.isWhitespace }
    switch type[..<slash].filter({ !$0.isWhitespace }) {
    case "image", "binary": return false
    case "application": return !["octet-stream", "binary", "x-binary"].contains(subtype)
    default: return true
    }
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

/// An empty place at which a picture was expected.
package struct WithheldPicture: Hashable, Sendable {
  /// Indicates whether the answer states that a filter removed the picture.
  package let isFiltered: Bool
  /// The answer's own words about it.
  package let words: String?

  package init(isFiltered: Bool, words: String? = nil) {
    self.isFiltered = isFiltered
    self.words = words
  }
}

package struct AnswerCandidate: Hashable, Sendable {
  package var parts: [AnswerPart]
  package var finishReason: FinishReason?
  package var finishMessage: String?
  /// The candidate's number, which pieces of a stream share.
  package var index: Int
  /// Set if the place of a picture is empty, as in the dialect `images`.
  package var withheld: WithheldPicture?

  package init(
    parts: [AnswerPart], finishReason: FinishReason? = nil, finishMessage: String? = nil, index: Int = 0, withheld: WithheldPicture? = nil
  ) {
    self.parts = parts
    self.finishReason = finishReason
    self.finishMessage = finishMessage
    self.index = index
    self.withheld = withheld
  }
}

/// The gateway's reason for not answering a prompt.
package struct PromptFeedback: Hashable, Sendable {
  package let blockReason: String?
  package let message: String?

  package init(blockReason: String?, message: String? = nil) {
    self.blockReason = blockReason
    self.message = message
  }
}

/// The content of an answer, as far as it could be read.
package struct GenerationAnswer: Hashable, Sendable {
  package var candidates: [AnswerCandidate] = []
  package var promptFeedback: PromptFeedback?
  package var usage: Usage?
  /// The searches that it says the model made.
  package var searches = SearchUse()
  /// The tier that it says it was served at, in its own word.
  package var serviceTier: String?
  /// What it says that it cost.
  package var reportedCost: ReportedCost?
  /// May differ from the model that was asked for.
  package var modelVersion: String?
  package var responseID: String?
  /// An error inside an answer with a status of success.
  package var error: ProviderError?
  /// The reason why the body is no answer at all, or `nil` if it could be read.
  package var malformation: String?
  /// Parts that could not be read, each in a few words.
  package var defects: [String] = []
  /// The content of an answer of no known shape, in a few words, or `nil` if the shape is known.
  package var unknownShape: String?
  /// The status of the answer, if it was not one of success and the answer holds a picture all the same.
  package var statusBeside: Int?

  package init() {}

  /// Indicates whether the answer holds anything that only an executed call yields. Such an answer never means "no work was started".
  package var showsWork: Bool {
    let hasParts = candidates.contains { candidate in
      candidate.parts.contains { part in
        if case .text(let text) = part.payload { text.contains { !$0.isWhitespace } } else { true }
      }
    }
    return hasParts || usage?.isPositive ?? false
  }

  /// The parts of the answer that contradict its picture, for people, or `nil` if there are none.
  package var contradiction: String? {
    var said: [String] = []
    if let statusBeside { said.append("the status \(statusBeside)") }
    if let error { said.append("the error '\(error.message)'") }
    if let malformation { said.append("a body that is damaged (\(malformation))") }
    return said.isEmpty ? nil : said.joined(separator: " and ")
  }

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

  /// Returns the same answer with the picture in place of its address.
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

  /// Returns the same answer without a picture that turned out to be unreadable.
  package func removing(_ image: AnswerImage, because defect: String) -> GenerationAnswer {
    var copy = self
    for index in copy.candidates.indices {
      copy.candidates[index].parts.removeAll { $0.payload == .image(image) }
    }
    copy.defects.append(defect)
    return copy
  }

  /// Returns the same answer with a part whose bytes were found to be no picture moved behind all others.
  package func settingAside(_ image: AnswerImage) -> GenerationAnswer {
    var copy = self
    for index in copy.candidates.indices {
      copy.candidates[index].parts = copy.candidates[index].parts.map { part in
        guard part.payload == .image(image) else { return part }
        return AnswerPart(.image(image.setAside), isThought: part.isThought, thoughtSignature: part.thoughtSignature)
      }
    }
    return copy
  }

  /// The model's words without its thoughts, or `nil` if there are none.
  package var text: String? {
    let texts = candidates.flatMap(\.parts).compactMap { part -> String? in
      if case .text(let text) = part.payload, !part.isThought, !text.allSatisfy(\.isWhitespace) { text } else { nil }
    }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }
}

/// The tokens that an answer counts. Every number is optional, because relays leave them out or write null.
package struct Usage: Hashable, Sendable {
  package var prompt: Int?
  package var candidates: Int?
  package var thoughts: Int?
  package var toolUsePrompt: Int?
  package var cachedContent: Int?
  package var total: Int?
  /// By the API's words `TEXT`, `IMAGE`.
  package var promptByModality: [String: Int] = [:]
  package var candidatesByModality: [String: Int] = [:]
  /// The JSON text of the object, for the record.
  package var raw: String = ""

  package init() {}

  /// Indicates whether any count is above zero: tokens were used, so work was done.
  package var isPositive: Bool {
    let counts = [prompt, candidates, thoughts, toolUsePrompt, total].compactMap { $0 }
    return counts.contains { $0 > 0 } || promptByModality.values.contains { $0 > 0 } || candidatesByModality.values.contains { $0 > 0 }
  }
}
