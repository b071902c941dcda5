package import Diagnostics

/// A pattern for paths: `*`, `?`, `[…]`, `{a,b}`, and `**` for any number of folders. Letter case does not count; a hidden name is matched
/// only if the pattern itself has the dot. Pure: a walk over folders asks it which to enter and which files to take.
package struct FilePattern: Hashable, Sendable {
  private enum Component: Hashable, Sendable {
    /// `**`.
    case folders
    case name(GlobProgram)
  }

  package let isAbsolute: Bool
  /// Indicates whether it begins with `~/`, the user's home folder.
  package let isInHome: Bool
  /// The names in the text as it stands, if it has special characters: a file of exactly that path takes precedence.
  package let literal: [String]?
  /// The folders that the pattern spells out before its first special character, possibly beginning with `..`. All else is below.
  package let base: [String]
  private let components: [Component]

  /// The same pattern with `base` cut down to its leading `..`, so that the letter case of folders does not count either.
  /// Walking it may have to list many folders; try `base` as it is written first.
  package var ignoringCaseInBase: FilePattern {
    let parents = base.prefix { $0 == ".." }
    let names = base.dropFirst(parents.count).map { name in
      var program = GlobProgram(ignoresCase: true, hidesDots: true)
      for character in name { program.append(.literal(character)) }
      return Component.name(program)
    }
    return FilePattern(isAbsolute: isAbsolute, isInHome: isInHome, base: Array(parents), components: names + components)
  }

  private init(isAbsolute: Bool, isInHome: Bool, base: [String], components: [Component]) {
    self.isAbsolute = isAbsolute
    self.isInHome = isInHome
    literal = nil
    self.base = base
    self.components = components
  }

  /// Returns the patterns that `scalar` stands for: one, or several if a brace holds a slash.
  package static func parse(_ scalar: Node.Scalar) throws(DiagnosticError) -> [FilePattern] {
    do throws(GlobError) {
      var patterns: [FilePattern] = []
      for path in try PatternPath.paths(in: scalar.text) { patterns.append(try FilePattern(path, of: scalar.text)) }
      return patterns
    } catch {
      throw DiagnosticError([.invalidPattern(error, text: scalar.text, at: scalar.position(at: error.offset))])
    }
  }

  private init(_ path: PatternPath, of text: String) throws(GlobError) {
    isAbsolute = path.isAbsolute
    isInHome = path.isInHome
    let isSpecial = text.unicodeScalars.contains { "*?[{".unicodeScalars.contains($0) }
    let names = text.split(separator: "/").map(String.init).filter { $0 != "." }
    literal = isSpecial ? Array(isInHome ? names.dropFirst() : names[...]) : nil
    var base: [String] = []
    var components: [Component] = []
    for (index, part) in path.components.enumerated() {
      let text = part.text
      if text == ".." {
        guard components.isEmpty else { throw GlobError(reason: .parentAfterWildcard, offset: part.offset) }
        base.append(text)
      } else if text == "**" {
        // Two in a row are any number of folders too.
        if components.last != .folders { components.append(.folders) }
      } else if components.isEmpty, !part.isSpecial, index < path.components.count - 1 {
        base.append(text)
      } else {
        if let stars = part.partialFolders { throw GlobError(reason: .partialFolders, offset: stars) }
        var parser = GlobParser(part.scalars, offset: part.offset, ignoresCase: true, hidesDots: true)
        components.append(.name(try parser.parse()))
      }
    }
    guard !components.isEmpty else { throw GlobError(reason: .namesFolder, offset: 0) }
    self.base = base
    self.components = components
  }

  /// Returns whether the file with this path below `base` matches.
  package func matches(_ path: [String]) -> Bool {
    !path.isEmpty && reached(by: path)[components.count]
  }

  /// Returns whether there can be a matching file in the folder with this path below `base`.
  package func couldDescend(into folder: [String]) -> Bool {
    reached(by: folder).dropLast().contains(true)
  }

  /// Returns for each place between components whether the path so far can have led there.
  private func reached(by path: [String]) -> [Bool] {
    var reached = Array(repeating: false, count: components.count + 1)
    reached[0] = true
    passFolders(&reached)
    for name in path {
      var next = Array(repeating: false, count: components.count + 1)
      for (index, component) in components.enumerated() where reached[index] {
        switch component {
        case .folders: if !name.hasPrefix(".") { next[index] = true }
        case .name(let program): if program.matches(name) { next[index + 1] = true }
        }
      }
      passFolders(&next)
      reached = next
      if !reached.contains(true) { break }
    }
    return reached
  }

  /// Marks the places behind a `**`, which also matches no folder.
  private func passFolders(_ reached: inout [Bool]) {
    for (index, component) in components.enumerated() where component == .folders && reached[index] { reached[index + 1] = true }
  }
}

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
