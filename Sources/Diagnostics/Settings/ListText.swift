/// Lists as one text, as ``ResolvedSettings`` keeps them.
package enum ListText {
  /// Returns each text behind its length in UTF-8, so that no two lists give the same.
  static func joined(_ texts: [String]) -> String { texts.map { "\($0.utf8.count):\($0)" }.joined() }

  /// Returns the texts of what may be a list, or `nil` if it is none. `1:1` is a ratio, though it could be the list of `1`.
  package static func split(_ text: String) -> [String]? {
    guard let texts = texts(of: text), !texts.isEmpty, texts.count > 1 || Int(texts[0]) == nil else { return nil }
    return texts
  }

  /// Returns a setting's value as files write it: a list in brackets, anything else as it is.
  package static func shown(_ value: String) -> String { split(value).map { "[\($0.joined(separator: ", "))]" } ?? value }

  /// Returns the texts of a list, or `nil` if `text` cannot be one.
  package static func texts(of text: String) -> [String]? {
    var rest = Array(text.utf8)[...]
    var texts: [String] = []
    while !rest.isEmpty {
      guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), let count = Int(String(decoding: rest[..<colon], as: UTF8.self)),
        (0..<rest.endIndex - colon).contains(count)
      else { return nil }
      let end = colon + 1 + count
      texts.append(String(decoding: rest[(colon + 1)..<end], as: UTF8.self))
      rest = rest[end...]
    }
    return texts
  }
}
