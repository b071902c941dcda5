import Diagnostics

/// Messages about patterns that cannot be read.
extension Diagnostic {
  static func invalidPattern(_ error: GlobError, text: String, at position: SourcePosition?) -> Diagnostic {
    let shown = text.unicodeScalars.quotable
    let (reason, hint): (String, String?) =
      switch error.reason {
      case .empty: ("a pattern needs at least one character", nil)
      case .tooLong: ("a pattern has at most \(GlobParser.lengthLimit) characters", nil)
      case .unclosedBracket: ("the '[' has no closing ']'", "write '[[]' for the character itself")
      case .unclosedBrace: ("the '{' has no closing '}'", "write '[{]' for the character itself")
      case .reversedRange(let range): ("the range '\(range)' runs backwards", nil)
      case .slashInBracket: ("'[…]' matches within one name and cannot hold a '/'", nil)
      case .nestedTooDeep: ("the braces are nested too deep", nil)
      case .tooManyAlternatives: ("the braces with slashes make too many paths", "write several patterns as a list")
      case .partialFolders: ("'**' must stand alone between slashes", "for files in all folders below, write '**/' and then the name")
      case .parentAfterWildcard: ("'..' cannot stand after a wildcard", nil)
      case .namesFolder: ("it names a folder; expected files", "for all files in it, add '*'")
      case .template: ("templates cannot stand in 'sources'", "a matrix or the source itself can carry the variable part")
      }
    return Diagnostic(
      "invalid-pattern", "'\(shown)' is not a valid pattern: \(reason)", at: position, notes: hint.map { [Note($0)] } ?? [])
  }
}
