import JSON

/// Texts by name as one line of JSON, sorted, as the ledger keeps them.
package enum FieldsJSON {
  package static func write(_ fields: [String: String]) -> String {
    var writer = JSONWriter(.record)
    writer.object { object in
      for (name, value) in fields.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
        object.member(name) { $0.string(value) }
      }
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Returns the texts by name, or `nil` if `text` is no such object.
  package static func read(_ text: String) -> [String: String]? {
    var reader = JSONReader(Array(text.utf8), .record)
    var fields: [String: String] = [:]
    do throws(JSONError) {
      try reader.beginObject()
      while let name = try reader.nextName() { fields[name.string] = try reader.string().string }
      try reader.finish()
      return fields
    } catch {
      return nil
    }
  }
}
