/// What a profile has to know of the wire format that its gateway speaks; how to speak it is the dialect's own affair.
package struct DialectFacts: Hashable, Sendable {
  /// The word of `dialect:` in a file.
  package let name: String
  /// The path of a call where nobody says another; `{model}` stands for the model's id, and where it stands every path has to name one.
  package let defaultPath: String
  /// Fields that the format has no word for at any gateway.
  package let missingFields: Set<RequestField>

  package init(name: String, defaultPath: String, missingFields: Set<RequestField> = []) {
    self.name = name
    self.defaultPath = defaultPath
    self.missingFields = missingFields
  }

  /// Whether the address of a call names the model; elsewhere the body does.
  package var namesModelInPath: Bool { defaultPath.contains("{model}") }
}
