/// Finds the addresses of pictures that a gateway put on a host of its own and wrote into text as Markdown.
enum MarkdownLinks {
  /// Returns the addresses of `![…](http…)`, in order, at most eight; data URIs are no links.
  static func pictures(in text: ArraySlice<UInt8>) -> [String] {
    var links: [String] = []
    var rest = text
    while links.count < 8, let start = rest.firstRange(of: "](http".utf8) {
      let address = rest[(start.lowerBound + 2)...].prefix { $0 != UInt8(ascii: ")") && $0 > 0x20 && $0 < 0x7F }
      // The exclamation mark before the bracket distinguishes a picture from a link.
      let opening = rest[..<start.lowerBound].suffix(500).lastIndex(of: UInt8(ascii: "["))
      if let opening, opening > text.startIndex, text[opening - 1] == UInt8(ascii: "!"), address.count <= 2_000,
        address.endIndex < rest.endIndex
      {
        links.append(String(decoding: address, as: UTF8.self))
      }
      rest = rest[address.endIndex...]
    }
    return links
  }
}
