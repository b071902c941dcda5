import Diagnostics

/// The names that templates may use at one place of the file.
package struct TemplateScope: Sendable {
  private let names: [String]
  private let known: Set<String>
  private let allowsEnvironment: Bool
  /// Whether there are further names, which could not be read; what is unknown is not reported then.
  private let isIncomplete: Bool
  /// Whether names may be turned into slugs, which is for names of files.
  private let allowsSlugs: Bool

  /// `env.NAME` is for gateways only, where keys come from the environment.
  package init(names: [String], allowsEnvironment: Bool = false, isIncomplete: Bool = false, allowsSlugs: Bool = false) {
    self.names = names
    known = Set(names)
    self.allowsEnvironment = allowsEnvironment
    self.isIncomplete = isIncomplete
    self.allowsSlugs = allowsSlugs
  }

  static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
    default: false
    }
  }

  /// The names to list as allowed in messages.
  var allowed: [String] { names + (allowsEnvironment ? ["env.NAME"] : []) }

  func nearest(to name: String) -> String? {
    Suggestion.nearest(to: name, among: names)
  }

  /// Returns what is wrong with a word behind a name and a `|`, or `nil` for one that may stand here.
  func problem(withFilter filter: String, in written: String, at position: SourcePosition) -> Diagnostic? {
    guard allowsSlugs else { return .expression(written, at: position, self) }
    return filter == Slug.word ? nil : .unknownFilter(filter, at: position)
  }

  /// Nil where the name may be used.
  func problem(with name: String, at position: SourcePosition) -> Diagnostic? {
    if known.contains(name) { return nil }
    if name.hasPrefix("env.") {
      if !allowsEnvironment { return .misplacedEnvironment(name, at: position) }
      return name.utf8.count > 4 ? nil : .unknownName(name, at: position, self)
    }
    if Bindings.sourceNames.contains(name), !allowsEnvironment { return .noSources(name, at: position, self) }
    return isIncomplete ? nil : .unknownName(name, at: position, self)
  }
}

/// A mistake in the form of a `${…}`.
enum TemplateMistake {
  /// Carries the text up to where the end was missed.
  case unclosed(String)
  case empty
  case expression(String)

  func diagnostic(at position: SourcePosition, _ scope: TemplateScope) -> Diagnostic {
    switch self {
    case .unclosed(let written): .unclosedTemplate(written, at: position)
    case .empty: .emptyTemplate(at: position, scope)
    case .expression(let name): .expression(name, at: position, scope)
    }
  }
}

extension Diagnostic {
  fileprivate static func unclosedTemplate(_ written: String, at position: SourcePosition) -> Diagnostic {
    let shown = written.unicodeScalars.quotable
    return Diagnostic(
      "unclosed-template", "'\(shown)' has no closing '}'", at: position, notes: [Note("write '$$' for a dollar sign")])
  }

  fileprivate static func emptyTemplate(at position: SourcePosition, _ scope: TemplateScope) -> Diagnostic {
    Diagnostic("empty-template", "'${}' names nothing", at: position, allowed: scope.allowed)
  }

  fileprivate static func expression(_ name: String, at position: SourcePosition, _ scope: TemplateScope) -> Diagnostic {
    var scalars = Array(name.unicodeScalars.drop { $0.isBlank })
    while scalars.last?.isBlank == true { scalars.removeLast() }
    let trimmed = String(String.UnicodeScalarView(scalars))
    return Diagnostic(
      "template-expression", "'${\(name)}' is not a plain name; templates have no expressions", at: position, allowed: scope.allowed,
      suggestion: scope.allowed.contains(trimmed) ? "${\(trimmed)}" : nil)
  }

  fileprivate static func unknownFilter(_ filter: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "template-expression", "'\(filter)' is nothing that a name can be turned into", at: position, allowed: [Slug.word],
      suggestion: Suggestion.nearest(to: filter, among: [Slug.word]))
  }

  fileprivate static func misplacedEnvironment(_ name: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic("misplaced-environment", "'${\(name)}' may only stand under 'gateways'", at: position)
  }

  fileprivate static func noSources(_ name: String, at position: SourcePosition, _ scope: TemplateScope) -> Diagnostic {
    Diagnostic(
      "unknown-name", "'${\(name)}' is not defined, because the file has no 'sources'", at: position, allowed: scope.allowed)
  }

  fileprivate static func unknownName(_ name: String, at position: SourcePosition, _ scope: TemplateScope) -> Diagnostic {
    Diagnostic(
      "unknown-name", "unknown name '${\(name)}'", at: position, allowed: scope.allowed, suggestion: scope.nearest(to: name))
  }
}
