/// The facts about a gateway's wire format that its profile needs; the encoding is the dialect's own affair.
package struct DialectFacts: Hashable, Sendable {
  /// The word of `dialect:` in a file.
  package let name: String
  /// The path of a call unless a profile sets another; `{model}` stands for the model's id, and if it occurs every path has to have it.
  package let defaultPath: String
  /// Fields that the format cannot express at any gateway.
  package let missingFields: Set<RequestField>

  package init(name: String, defaultPath: String, missingFields: Set<RequestField> = []) {
    self.name = name
    self.defaultPath = defaultPath
    self.missingFields = missingFields
  }

  /// Indicates whether the address of a call names the model; otherwise the body does.
  package var namesModelInPath: Bool { defaultPath.contains("{model}") }
}
