/// The levels of thinking that a model can be told, and what they come to.
package struct ThinkingLevels: Hashable, Sendable {
  /// In the API's words; none where the model takes no level.
  package let levels: [String]
  /// The one of a request that names none.
  package let standard: String?
  /// Text and thinking tokens that a call is expected to answer with, by level.
  package let tokens: [String: ClosedRange<Int>]

  package init(_ levels: [String], standard: String?, tokens: [String: ClosedRange<Int>] = [:]) {
    self.levels = levels
    self.standard = standard
    self.tokens = tokens
  }
}
