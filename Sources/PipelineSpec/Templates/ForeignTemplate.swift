import Diagnostics

/// A name of the scope that is written as other template languages have it, and so would be sent letter for letter: `$season`, `{season}`,
/// `{{season}}`.
struct ForeignTemplate {
  /// As it stands in the text.
  let written: String
  let name: String
  /// Of its first character, in scalars.
  let offset: Int

  /// Finds all in a text, in order.
  static func all(in text: String, _ scope: TemplateScope) -> [ForeignTemplate] {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "$") }) else { return [] }
    let scalars = Array(text.unicodeScalars)
    var found: [ForeignTemplate] = []
    var index = 0
    while index < scalars.count {
      switch scalars[index] {
      case "$" where next(scalars, index) == "{":
        // A template, or a mistake in one, which is told as such.
        index = scalars[index...].firstIndex(of: "}") ?? scalars.count
      case "$" where next(scalars, index) == "$": index += 1
      case "$":
        let name = self.name(scalars[(index + 1)...])
        if scope.knows(name) { found.append(ForeignTemplate(written: "$\(name)", name: name, offset: index)) }
      case "{":
        let depth = scalars[index...].prefix { $0 == "{" }.count
        let name = self.name(scalars[(index + depth)...].drop { $0 == " " })
        let end = scalars[(index + depth)...].firstIndex(of: "}")
        if depth <= 2, let end, scope.knows(name), inner(scalars[(index + depth)..<end]) == name {
          let last = min(scalars.count, end + depth)
          found.append(ForeignTemplate(written: string(scalars[index..<last]), name: name, offset: index))
        }
        index += depth - 1
      default: break
      }
      index += 1
    }
    return found
  }

  private static func next(_ scalars: [Unicode.Scalar], _ index: Int) -> Unicode.Scalar? {
    index + 1 < scalars.count ? scalars[index + 1] : nil
  }

  /// The name that a text begins with. A full stop at its end belongs to the sentence.
  private static func name(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var name = scalars.prefix { TemplateScope.isNameScalar($0) }
    while let last = name.last, last == "." || last == "-" { name = name.dropLast() }
    return string(name)
  }

  /// What stands between braces, without the spaces around it.
  private static func inner(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var inner = scalars.drop { $0 == " " }
    while inner.last == " " { inner = inner.dropLast() }
    return string(inner)
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(scalars)) }

  func warning(at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "foreign-template", "'\(written)' is taken letter for letter", severity: .warning, at: position, suggestion: "${\(name)}")
  }
}
