/// A tool that the model may use, such as Google Search; sent as an object without settings.
package struct Tool: Hashable, Sendable {
  /// The name's words in lower case: `["google", "search"]`.
  package let words: [String]

  /// Reads `googleSearch` or `google_search`, or returns `nil` unless the name consists of ASCII letters and underscores, at most 64 of
  /// them.
  package init?(_ name: String) {
    guard !name.isEmpty, name.utf8.count <= 64,
      name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "_") })
    else { return nil }
    var words: [String] = [""]
    for character in name {
      if character == "_" {
        words.append("")
      } else if character.isUppercase {
        words.append(character.lowercased())
      } else {
        words[words.count - 1].append(character)
      }
    }
    words.removeAll(where: \.isEmpty)
    guard !words.isEmpty else { return nil }
    self.words = words
  }

  /// Whether it searches with Google, which is billed apart.
  package var isSearch: Bool { words == ["google", "search"] || words == ["google", "search", "retrieval"] }

  package var camelCase: String {
    words.enumerated().map { $0.offset == 0 ? $0.element : $0.element.prefix(1).uppercased() + $0.element.dropFirst() }.joined()
  }

  package var snakeCase: String { words.joined(separator: "_") }
}
