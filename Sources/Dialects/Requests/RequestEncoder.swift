package import GatewayAPI
import JSON

/// Writes a request in the dialect of its gateway, or throws an error if that dialect cannot express it: nothing is dropped.
package struct RequestEncoder {
  private let dialects: [any Dialect]
  private let profile: GatewayProfile
  private let card: ModelCard?

  package init(dialects: [any Dialect], profile: GatewayProfile, card: ModelCard?) {
    self.dialects = dialects
    self.profile = profile
    self.card = card
  }

  package func encode(_ given: GenerationRequest) throws(GatewayError) -> WireRequest {
    let request = profile.degraded(given)
    guard !request.contents.isEmpty, request.contents.allSatisfy({ !$0.parts.isEmpty }) else {
      throw GatewayError(.preparing, gateway: profile.name, "a request needs at least one part of text or one picture")
    }
    let refused = profile.unsupportedFields(of: request.fields).filter { $0.kind == .inexpressible }
    guard refused.isEmpty else {
      let names = refused.map(\.field.rawValue).joined(separator: ", ")
      throw GatewayError(.preparing, gateway: profile.name, "gateway '\(profile.name)' has no place for \(names)")
    }
    let sizes = request.contents.flatMap(\.parts).map { part in
      switch part.payload {
      case .text(let text): (text: text.utf8.count, image: 0)
      case .image(let bytes, _): (text: 0, image: Base64.encodedCount(of: bytes.count))
      }
    }
    // One allocation for the whole body; escapes in long texts may ask for another.
    var writer = JSONWriter(.request, reserving: sizes.reduce(4_096) { $0 + $1.text + $1.image + 128 })
    let written = try dialects.dialect(of: profile).write(request, for: profile, card: card, to: &writer)
    return WireRequest(
      url: try profile.requestURL(model: request.model, path: written.path),
      headers: [
        HeaderField("Content-Type", written.mediaType), HeaderField("Accept", "application/json"),
        HeaderField("Accept-Encoding", "identity"), HeaderField("User-Agent", "aquatint"),
      ],
      body: writer.bytes, largestImageBytes: sizes.map(\.image).max() ?? 0, sizeClass: sizeClass(of: request),
      notes: request.notes, service: written.service)
  }

  /// Returns the class that decides the time limit; a size of the model's own choice is 1K.
  private func sizeClass(of request: GenerationRequest) -> SizeClass? {
    guard let size = request.imageSize else { return card.map { SizeClass(rawValue: $0.defaultSize) } ?? .one }
    return SizeClass(rawValue: size)
  }
}

/// A picture as one element of a request's `parts`, for people who send the request themselves.
package struct PicturePart: Sendable {
  /// The word for it, one of those that ``Dialect/partSpellings`` lists.
  package let spelling: String
  private let dialect: any Dialect

  /// Creates a part in this spelling, or returns `nil` if no dialect has it.
  package init?(spelling: String, dialects: [any Dialect]) {
    guard let dialect = dialects.first(where: { $0.partSpellings.contains(spelling) }) else { return nil }
    (self.spelling, self.dialect) = (spelling, dialect)
  }

  /// Creates a part in the spelling of a gateway's documents.
  package init(of profile: GatewayProfile, dialects: [any Dialect]) {
    dialect = dialects.dialect(of: profile)
    spelling = dialect.partSpelling(of: profile)
  }

  /// Creates a part in the first spelling of the first dialect, for users who name neither a gateway nor a spelling.
  package init(firstOf dialects: [any Dialect]) {
    dialect = dialects[0]
    spelling = dialect.partSpellings[0]
  }

  /// Returns compact JSON, with the bytes in standard padded base64.
  package func json(_ bytes: [UInt8], mediaType: String) -> [UInt8] {
    var writer = JSONWriter(.request, reserving: Base64.encodedCount(of: bytes.count) + 100)
    dialect.writePart(bytes, mediaType: mediaType, spelling: spelling, to: &writer)
    return writer.bytes
  }
}
