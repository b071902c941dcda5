import GatewayAPI

extension GenerationRequest {
  /// All that it says in words, in order.
  var prompt: String {
    contents.flatMap(\.parts).compactMap { part in
      if case .text(let text) = part.payload { text } else { nil }
    }.joined(separator: "\n")
  }
}
