/// The facts about a gateway's wire format that its profile needs; the encoding is the dialect's own affair.
package struct DialectFacts: Hashable, Sendable {
  /// The word of `dialect:` in a file.
  package let name: String
  /// The path of a call unless a profile sets another; `{model}` stands for the model's id, and if it occurs every path has to have it.
  package let defaultPath: String
  /// Fields that the format cannot express at any gateway.
  package let missingFields: Set<RequestField>
  /// The header in which answers say the tier that served them, or `nil` where none does.
  package let tierHeader: String?

  package init(name: String, defaultPath: String, missingFields: Set<RequestField> = [], tierHeader: String? = nil) {
    self.name = name
    self.defaultPath = defaultPath
    self.missingFields = missingFields
    self.tierHeader = tierHeader
  }

  /// Indicates whether the address of a call names the model; otherwise the body does.
  package var namesModelInPath: Bool { defaultPath.contains("{model}") }
}
