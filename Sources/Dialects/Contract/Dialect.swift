package import GatewayAPI
package import JSON

/// A wire format of gateways: the client's side of it and the emulator's.
///
/// One folder of this target holds each, and one line in `BuiltIns/Dialects.swift` registers it; no other place names one.
package protocol Dialect: Sendable {
  /// The facts about it that profiles need.
  var facts: DialectFacts { get }

  // MARK: requests

  /// Writes the body of a request.
  /// - Throws: where the format cannot say what is asked; nothing is dropped.
  func write(
    _ request: GenerationRequest, for profile: GatewayProfile, card: ModelCard?, to writer: inout JSONWriter
  ) throws(GatewayError) -> WrittenRequest

  /// The words of `--spelling` for its forms of a picture; no other dialect has the same word.
  var partSpellings: [String] { get }

  /// Returns the one of ``partSpellings`` that a gateway's documents use.
  func partSpelling(of profile: GatewayProfile) -> String

  /// Writes a picture as one element of a request's `parts`.
  /// - Parameter spelling: one of ``partSpellings``.
  func writePart(_ bytes: [UInt8], mediaType: String, spelling: String, to writer: inout JSONWriter)

  // MARK: answers

  /// The shapes of its results. Relays answer in the shapes of other dialects too, so those of all are tried everywhere.
  var shapes: [any AnswerShape] { get }

  /// Reads the usage of an answer.
  /// - Returns: the usage, or `nil` if none of its words are there.
  func usage(in value: JSONValue) -> Usage?

  /// Returns whether an object is an answer of this dialect that holds no result, rather than something else.
  func isEmptyAnswer(_ root: JSONValue) -> Bool

  /// The dialect's jobs, or `nil` if it has none.
  var jobs: (any JobFormat)? { get }

  // MARK: the emulator's side

  /// The paths of an emulator that imitates no gateway; `{model}` stands for the model's id.
  var servedPaths: [String] { get }

  /// Returns the paths of an emulator that imitates a gateway.
  func paths(of profile: GatewayProfile) -> [String]

  /// Reads a body that is no JSON.
  /// - Returns: its fields as members, or `nil` if it is to be read as JSON.
  func body(_ bytes: [UInt8], mediaType: String) throws(WireFailure) -> JSONValue?

  /// Returns the model that a body names if the address names none.
  func model(in root: JSONValue) throws(WireFailure) -> String

  /// Validates a body against the spelling and the required fields of an imitated gateway.
  func check(_ root: JSONValue, for profile: GatewayProfile) throws(WireFailure)

  /// Reads a body.
  func readCall(_ root: JSONValue, model: EmulatedModel, pictures: ReceivedPictures) throws(WireFailure) -> EmulatedCall

  /// What an emulator serves of the dialect's jobs, or `nil` if it has none.
  var jobService: (any JobService)? { get }

  /// Returns the body of an answer.
  /// - Parameter id: letters that follow from the request.
  func answer(to call: EmulatedCall, plan: AnswerPlan, model: EmulatedModel, pictures: [EmulatedPicture], id: String) -> [UInt8]
}

extension Dialect {
  package func isEmptyAnswer(_ root: JSONValue) -> Bool { false }

  package func paths(of profile: GatewayProfile) -> [String] { [profile.path] }

  package func body(_ bytes: [UInt8], mediaType: String) throws(WireFailure) -> JSONValue? { nil }

  package var jobs: (any JobFormat)? { nil }

  package var jobService: (any JobService)? { nil }
}

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

/// What a dialect says of the body that it wrote.
package struct WrittenRequest: Sendable {
  package var mediaType = "application/json"
  /// In place of the profile's path, for what goes elsewhere.
  package var path: String?
  /// The bytes that say how the call is served and nothing of what is asked: two bodies that differ in them alone ask the same.
  package var service = 0..<0

  package init() {}
}

extension [any Dialect] {
  /// Returns the dialect of a gateway.
  /// - Precondition: it is one of these; profiles are read with the facts of the same ones.
  package func dialect(of profile: GatewayProfile) -> any Dialect {
    guard let dialect = first(where: { $0.facts.name == profile.dialect.name }) else {
      preconditionFailure("no dialect '\(profile.dialect.name)' is registered")
    }
    return dialect
  }
}
