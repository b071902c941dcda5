package import GatewayAPI
package import JSON

/// The certainty that an object which looks like a shape has it. The surest are tried first, because relays write members of other shapes,
/// empty.
package enum ShapeEvidence: Int, Comparable, Sendable {
  /// By a member that nothing else has.
  case certain
  /// By members that other answers may have too, with other values.
  case likely
  /// By anything that may hold a picture.
  case possible

  package static func < (one: ShapeEvidence, other: ShapeEvidence) -> Bool { one.rawValue < other.rawValue }
}

/// One of the shapes of results.
package protocol AnswerShape: Sendable {
  var evidence: ShapeEvidence { get }

  /// Adds the candidates of an object that has this shape to the answer.
  /// - Returns: `true` if it has; otherwise nothing is added.
  func read(_ root: JSONValue, redaction: Redaction, into answer: inout GenerationAnswer) throws(UnreadableBody) -> Bool
}
