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
