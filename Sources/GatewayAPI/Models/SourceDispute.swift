/// A fact about which sources disagree, with what each of them says.
package struct SourceDispute: Hashable, Sendable {
  package enum Aspect: Hashable, Sendable {
    /// How long the model is served, which concerns every call.
    case lifetime
    case sizes
  }

  package let aspect: Aspect
  /// The model's id or alias that it is about.
  package let id: String
  /// What they disagree on, such as `when gemini-3.1-flash-image is shut down`.
  package let subject: String
  package let claims: [Sourced<String>]

  package init(_ aspect: Aspect, of id: String, on subject: String, _ claims: Sourced<String>...) {
    self.aspect = aspect
    self.id = id
    self.subject = subject
    self.claims = claims
  }

  /// What each source says, for people.
  package var text: String {
    "sources disagree on \(subject): "
      + claims.map { "\($0.value) (\($0.source), looked up on \($0.verifiedOn))" }.joined(separator: "; ")
  }
}
