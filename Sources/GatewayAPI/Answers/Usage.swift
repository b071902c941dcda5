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
