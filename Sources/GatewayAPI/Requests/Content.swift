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
