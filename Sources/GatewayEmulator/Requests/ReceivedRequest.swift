package import Dialects
import ImageCore
import JSON

/// One request as the emulator got it, without credentials.
package struct ReceivedRequest: Sendable {
  package struct Header: Hashable, Sendable {
    package let name: String
    package let value: String
  }

  /// The way in which a key was sent, never the key.
  package enum Authentication: String, Hashable, Sendable {
    case none
    case bearer
    case googleAPIKey = "x-goog-api-key"
    /// The bare key in `Authorization`.
    case raw
    /// As `?key=` in the address.
    case query
    case several
  }

  /// 1 for the first request of this server.
  package let ordinal: Int
  package let method: String
  /// Without the query.
  package let path: String
  /// From the path or, if that names none, from the body.
  package internal(set) var model: String?
  /// Without those that carry credentials.
  package let headers: [Header]
  package let authentication: Authentication
  /// As received, unless the connection was closed before it was read.
  package internal(set) var body: [UInt8] = []
  package internal(set) var turns: [ReceivedTurn] = []
  package internal(set) var systemInstruction: String?
  package internal(set) var aspectRatio: String?
  package internal(set) var imageSize: String?
  package internal(set) var responseModalities: [String] = []
  /// The other scalar members of `generationConfig`, as text and under the names they came with.
  package internal(set) var settings: [String: String] = [:]
  /// The tier that it asks for.
  package internal(set) var serviceTier: String?
  /// 1 for the first time that a request of this meaning came, then 2, 3, …; 0 if it was refused.
  package internal(set) var variation = 0
  /// The reason why it was refused with an error, in the words of the answer.
  package internal(set) var refusal: String?
  /// The names of the scripted faults of its answer.
  package internal(set) var faults: [String] = []

  /// The user's texts, one a line.
  package var prompt: String { turns.filter { $0.role == "user" }.flatMap(\.texts).joined(separator: "\n") }
  /// All pictures, in order.
  package var images: [ReceivedImage] { turns.flatMap(\.images) }

  /// Returns the value of a header, whatever its letter case, or `nil` for credentials.
  package subscript(header name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// Returns one line of JSON for a log: no key, no picture.
  package func logLine() -> String {
    let images = images.map { image -> JSONValue in
      .members([
        "mimeType": .text(image.mediaType), "format": .text(image.format.rawValue), "bytes": .integer(image.bytes.count),
        "size": .text(image.uprightSize.description),
      ])
    }
    let line = JSONValue.members([
      "request": .integer(ordinal), "method": .text(method), "path": .text(path), "model": model.map { .text($0) },
      "auth": .text(authentication.rawValue), "bodyBytes": .integer(body.count), "prompt": .text(String(prompt.prefix(500))),
      "images": .array(images), "aspectRatio": aspectRatio.map { .text($0) }, "imageSize": imageSize.map { .text($0) },
      "responseModalities": .array(responseModalities.map { .text($0) }), "serviceTier": serviceTier.map { .text($0) },
      "variation": .integer(variation),
      "refusal": refusal.map { .text($0) }, "faults": .array(faults.map { .text($0) }),
    ])
    return String(decoding: line.encoded(.answer), as: UTF8.self)
  }
}
