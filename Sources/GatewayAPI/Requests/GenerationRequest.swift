package import ImageCore

/// The parts that an answer may consist of; raw values are the API's own words.
package enum Modality: String, CaseIterable, Hashable, Sendable {
  case text = "TEXT"
  case image = "IMAGE"
}

/// A threshold for one category of harm, both spelled as the API spells them.
package struct SafetySetting: Hashable, Sendable {
  package let category: String
  package let threshold: String

  package init(category: String, threshold: String) {
    self.category = category
    self.threshold = threshold
  }
}

/// Whether a gateway may keep what it is sent, where it lets one say so.
package enum StorageChoice: String, CaseIterable, Hashable, Sendable {
  /// It is told not to.
  case none
  /// It is told nothing, so that the project's own setting holds.
  case allow
}

/// What a search may look for (https://ai.google.dev/gemini-api/docs/image-generation); raw values are the API's own words.
package enum SearchType: String, CaseIterable, Hashable, Sendable {
  case webSearch
  case imageSearch
}

/// One paid call, before any gateway's spelling. What is nil is not sent.
package struct GenerationRequest: Hashable, Sendable {
  /// The model's id as the user wrote it; a profile may map it to its own.
  package var model: String
  /// The turns, oldest first.
  package var contents: [Content]
  package var systemInstruction: String?
  package var aspectRatio: AspectRatio?
  /// One of the API's words, such as `512` or `2K`.
  package var imageSize: String?
  package var responseModalities: [Modality]
  package var temperature: NumberText?
  package var topP: NumberText?
  package var topK: NumberText?
  package var seed: NumberText?
  package var maxOutputTokens: NumberText?
  package var safetySettings: [SafetySetting] = []
  package var tools: [Tool] = []
  /// What the search tool may look for, in the API's words; empty where that is left to the model.
  package var searchTypes: [SearchType] = []
  /// How hard the model is to think, in the API's words.
  package var thinkingLevel: String?
  /// Known to the dialect `images` only.
  package var quality: String?
  /// A PNG of the first picture's size; where it is transparent the picture may change. Known to the dialect `openai-images` only.
  package var mask: [UInt8]?
  /// `transparent`, `opaque` or `auto`; known to the dialect `openai-images` only.
  package var background: String?
  /// Whether the gateway may keep the request; never in a key, because it changes no answer.
  package var storage = StorageChoice.none
  /// The tier that is asked for; never in a key either.
  package var tier = ServiceTier.standard
  /// Fields that a gateway without a place for them may leave out, with a note.
  package var preferred: Set<RequestField> = []
  /// The changes that this request's preferences have already caused, for people.
  package var notes: [String] = []

  package init(
    model: String, contents: [Content], aspectRatio: AspectRatio? = nil, imageSize: String? = nil,
    responseModalities: [Modality] = [.image]
  ) {
    self.model = model
    self.contents = contents
    self.aspectRatio = aspectRatio
    self.imageSize = imageSize
    self.responseModalities = responseModalities
  }

  /// Creates a request of one user turn.
  package init(
    model: String, parts: [ContentPart], aspectRatio: AspectRatio? = nil, imageSize: String? = nil,
    responseModalities: [Modality] = [.image]
  ) {
    self.init(
      model: model, contents: [Content(role: .user, parts: parts)], aspectRatio: aspectRatio, imageSize: imageSize,
      responseModalities: responseModalities)
  }
}
