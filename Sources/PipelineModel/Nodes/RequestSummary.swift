/// The fields of a request's identity as the ledger keeps them, to explain later changes.
package enum RequestSummary {
  package static func write(_ identity: ExchangeIdentity) -> String {
    FieldsJSON.write(Dictionary(identity.fields.map { ($0.name, $0.value) }) { first, _ in first })
  }

  /// Reads the fields, or returns `nil` if the text is not in this form.
  package static func read(_ text: String) -> [ExchangeIdentity.Field]? {
    FieldsJSON.read(text)?.map { ExchangeIdentity.Field(name: $0.key, value: $0.value) }
  }

  /// Returns a field's display name: `input.2.normalize.longest` is the `longest` of `normalize`.
  package static func spoken(_ name: String) -> String {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if name == "input.source" { return "source" }
    if name == "input.exchange" { return "the picture it starts from" }
    if parts.first == "input", parts.count >= 4 { return "\(parts[2]) \(parts[3])" }
    if parts.first == "reference", parts.count == 2 { return "reference \(parts[1])" }
    return name
  }
}
