package import Storage

/// The fields that identify a paid request; their digest is the key under which answers are kept.
///
/// Deliberately excluded: gateway, API key, time, paths, renditions, stage revisions, library versions, the attempt's number. Settings that
/// the file does not give are left out, so that a later version with more settings finds the same key.
package struct ExchangeIdentity: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Raised only if the same fields come to mean another request; every answer would have to be paid again.
  private static let version = 1

  /// Sorted by name.
  package let fields: [Field]
  package let key: Digest

  package init(fields: [Field]) {
    let sorted = fields.sorted { $0.name < $1.name }
    var builder = KeyBuilder("exchange", version: Self.version)
    for field in sorted { builder.add(field.name, field.value) }
    self.fields = sorted
    key = builder.digest()
  }

  private static let answerName = "input.exchange"
  private static let pictureName = "input.original"

  /// Returns the identity of the same request about a picture that is there: its bytes decide, whichever call and variant it came from. That of a
  /// request about a source stays as it is.
  package func about(original: Digest) -> ExchangeIdentity {
    guard fields.contains(where: { $0.name == Self.answerName }) else { return self }
    return ExchangeIdentity(
      fields: fields.filter { $0.name != Self.answerName && $0.name != "variant" }
        + [Field(name: Self.pictureName, value: original.hex)])
  }

  /// Returns the fields in which this request differs from an earlier one.
  /// - Parameter spoken: returns the display name of a field.
  package func changes(since earlier: [Field], displayName: (String) -> String = { $0 }) -> [PlannedChange] {
    [PlannedChange](
      from: Dictionary(earlier.map { ($0.name, $0.value) }) { first, _ in first },
      to: Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }, displayName: displayName)
  }
}

/// The fields of a request's identity as the ledger keeps them, for saying later what changed; and what was added to the request for its sake.
package enum RequestSummary {
  /// What names of fields begin with that are in no identity.
  private static let added = "added."
  private static let callName = added + "callName", callNameUntil = added + "callNameUntil"
  private static let groundColour = added + "ground", groundSentence = added + "groundSentence"

  /// - Parameters:
  ///   - ground: what the request asks for beside its identity, or `nil`.
  ///   - safeResend: the name by which the gateway recognizes the call, and until when.
  package static func write(_ identity: ExchangeIdentity, ground: AskedGround? = nil, safeResend: SafeResend? = nil) -> String {
    var fields = Dictionary(identity.fields.map { ($0.name, $0.value) }) { first, _ in first }
    fields[groundColour] = ground?.colour
    fields[groundSentence] = ground?.sentence
    fields[callName] = safeResend?.name
    fields[callNameUntil] = safeResend.map { String($0.until) }
    return FieldsJSON.write(fields)
  }

  /// Returns the fields of the identity, or `nil` where the text is none of ours.
  package static func read(_ text: String) -> [ExchangeIdentity.Field]? {
    FieldsJSON.read(text)?.filter { !$0.key.hasPrefix(added) }.map { ExchangeIdentity.Field(name: $0.key, value: $0.value) }
  }

  /// Returns the ground that the request asked for, or `nil` where it asked for none.
  package static func ground(in text: String) -> AskedGround? {
    guard let fields = FieldsJSON.read(text), let colour = fields[groundColour] else { return nil }
    return AskedGround(colour: colour, sentence: fields[groundSentence] ?? "")
  }

  /// Returns how the call may be sent once more without being made twice, or `nil` where nobody says that it may.
  package static func safeResend(in text: String) -> SafeResend? {
    guard let fields = FieldsJSON.read(text), let until = fields[callNameUntil].flatMap({ Int64($0) }) else { return nil }
    return SafeResend(name: fields[callName], until: until)
  }

  /// Returns a field's display name: `input.2.normalize.longest` is the `longest` of `normalize`.
  package static func displayName(_ name: String) -> String {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if name == "input.source" { return "source" }
    if name == "input.original" { return "the picture" }
    if name == "input.exchange" { return "the picture it starts from" }
    if parts.first == "input", parts.count >= 4 { return "\(parts[2]) \(parts[3])" }
    if parts.first == "reference", parts.count == 2 { return "reference \(parts[1])" }
    return name
  }
}

/// A call that its gateway recognizes when it comes once more.
package struct SafeResend: Hashable, Sendable {
  /// The name that it was sent with; `nil` for the id of its exchange.
  package let name: String?
  /// In milliseconds since 1970 UTC.
  package let until: Int64

  package init(name: String? = nil, until: Int64) {
    self.name = name
    self.until = until
  }
}

extension Exchange {
  /// The name by which the gateway recognizes the call at a time, in milliseconds since 1970 UTC; `nil` if it does not.
  package func callName(at now: Int64) -> String? {
    guard let resend = RequestSummary.safeResend(in: requestSummary), now < resend.until else { return nil }
    return resend.name ?? id.text
  }
}
