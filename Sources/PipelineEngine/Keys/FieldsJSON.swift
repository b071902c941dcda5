import FoundationEssentials

/// Texts by name as one line of JSON, sorted, as the ledger keeps them.
package enum FieldsJSON {
  static func write(_ fields: [String: String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try String(decoding: encoder.encode(fields), as: UTF8.self)
    } catch {
      preconditionFailure("a dictionary of strings is always JSON")
    }
  }

  /// Nil where the text is no such object.
  package static func read(_ text: String) -> [String: String]? {
    do {
      return try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    } catch {
      return nil
    }
  }
}
