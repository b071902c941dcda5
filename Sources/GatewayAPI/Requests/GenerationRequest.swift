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

/// One turn of a conversation.
package struct Content: Hashable, Sendable {
  package enum Role: String, Hashable, Sendable {
    case user
    case model
  }

  package var role: Role
  package var parts: [ContentPart]

  package init(role: Role, parts: [ContentPart]) {
    self.role = role
    self.parts = parts
  }
}

/// A piece of a turn; the order of pieces matters to the model.
package struct ContentPart: Hashable, Sendable {
  package enum Payload: Hashable, Sendable {
    case text(String)
    case image(bytes: [UInt8], mediaType: String)
  }

  package var payload: Payload
  /// Set only on a model's own parts that are sent back as they came.
  package var isThought: Bool
  /// Opaque text that belongs to the part and is sent back unchanged with it.
  package var thoughtSignature: String?

  package init(_ payload: Payload, isThought: Bool = false, thoughtSignature: String? = nil) {
    self.payload = payload
    self.isThought = isThought
    self.thoughtSignature = thoughtSignature
  }

  package static func text(_ text: String) -> ContentPart { ContentPart(.text(text)) }

  package static func image(_ bytes: [UInt8], mediaType: String) -> ContentPart {
    ContentPart(.image(bytes: bytes, mediaType: mediaType))
  }
}

/// A tool that the model may use, such as Google Search; sent as an object without settings.
package struct Tool: Hashable, Sendable {
  /// The name's words in lower case: `["google", "search"]`.
  package let words: [String]

  /// Reads `googleSearch` or `google_search`, or returns `nil` unless the name consists of ASCII letters and underscores, at most 64 of
  /// them.
  package init?(_ name: String) {
    guard !name.isEmpty, name.utf8.count <= 64,
      name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "_") })
    else { return nil }
    var words: [String] = [""]
    for character in name {
      if character == "_" {
        words.append("")
      } else if character.isUppercase {
        words.append(character.lowercased())
      } else {
        words[words.count - 1].append(character)
      }
    }
    words.removeAll(where: \.isEmpty)
    guard !words.isEmpty else { return nil }
    self.words = words
  }

  /// Whether it searches with Google, which is billed apart.
  package var isSearch: Bool { words == ["google", "search"] || words == ["google", "search", "retrieval"] }

  package var camelCase: String {
    words.enumerated().map { $0.offset == 0 ? $0.element : $0.element.prefix(1).uppercased() + $0.element.dropFirst() }.joined()
  }

  package var snakeCase: String { words.joined(separator: "_") }
}
