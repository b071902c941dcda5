import Diagnostics

extension SourceText {
  /// The text for showing lines of it: a key that is written after `key:` is masked, so that no message carries it. Columns stay.
  var withoutKeys: SourceText {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Self.withoutKeys)
    return SourceText(name: name, text: lines.joined(separator: "\n"))
  }

  private static func withoutKeys(_ line: Substring) -> String {
    // Most lines have no key, and looking for one closely takes time.
    guard line.utf8.contains(UInt8(ascii: ":")), line.contains("key") else { return String(line) }
    var shown = ""
    var rest = line
    while let label = rest.firstMatch(of: /(?:^|[\s{,])["']?key["']?\s*:/) {
      shown += rest[..<label.range.upperBound]
      rest = rest[label.range.upperBound...]
      let value = rest.prefix { !",}".contains($0) }
      // A template names a variable, which is no secret; its closing brace is left in the text.
      let isTemplate = value.drop { " \"'".contains($0) }.hasPrefix("${")
      shown += isTemplate ? String(value) : String(value.map { " \"'\r".contains($0) ? $0 : "•" })
      rest = rest[value.endIndex...]
    }
    return shown + rest
  }
}
