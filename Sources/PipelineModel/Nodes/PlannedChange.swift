/// A field in which the present request or result differs from the earlier one.
package struct PlannedChange: Hashable, Sendable {
  /// Its display name: a setting's key, or `source`.
  package let field: String
  /// The earlier value, or `nil` if the field was not given. Files are represented by their SHA-256 in hexadecimal.
  package let before: String?
  package let after: String?

  package init(_ field: String, before: String?, after: String?) {
    self.field = field
    self.before = before
    self.after = after
  }
}

extension [PlannedChange] {
  /// The names of the fields, for a sentence.
  var fields: String { map(\.field).joined(separator: ", ") }

  /// Creates a change for each name whose values differ, sorted.
  package init(from before: [String: String], to after: [String: String], spoken: (String) -> String = { $0 }) {
    self = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted().map { name in
      PlannedChange(spoken(name), before: before[name], after: after[name])
    }
  }
}
