/// A field in which what is wanted now differs from what was made or asked before.
package struct PlannedChange: Hashable, Sendable {
  /// As a person knows it: a setting's key, or `source`.
  package let field: String
  /// Nil where the field was not given. Files are known by their SHA-256 in hexadecimal.
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

  /// The names that stand for something else in both, sorted.
  package init(from before: [String: String], to after: [String: String], spoken: (String) -> String = { $0 }) {
    self = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted().map { name in
      PlannedChange(spoken(name), before: before[name], after: after[name])
    }
  }
}
