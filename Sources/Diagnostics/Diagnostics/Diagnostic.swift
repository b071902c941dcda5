/// A mistake in a text that a person wrote, with its place.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Sendable {
    case error
    case warning
    case note
  }

  /// A stable kebab-case name; each is written once, beside the code that emits it.
  package struct ID: Hashable, Sendable, ExpressibleByStringLiteral {
    package let name: String
    package init(_ name: String) { self.name = name }
    package init(stringLiteral name: String) { self.name = name }
  }

  /// A further remark, with a place of its own if it has one.
  package struct Note: Hashable, Sendable {
    package let message: String
    package let position: SourcePosition?

    package init(_ message: String, at position: SourcePosition? = nil) {
      self.message = message
      self.position = position
    }
  }

  /// A line of another file than the one that is read, such as a table that it names.
  package struct OtherFile: Hashable, Sendable {
    /// The path as it is printed.
    package let name: String
    /// The text of the line, without its end.
    package let line: String

    package init(name: String, line: String) {
      self.name = name
      self.line = line
    }
  }

  package let id: ID
  package let severity: Severity
  /// Lower case, no full stop, the offending text in single quotes, with the expected value.
  package let message: String
  package let position: SourcePosition?
  /// The values that would have been valid, if they can be listed. No more than a person reads, so that many diagnostics with many values
  /// do not add up.
  package let allowed: [String]
  /// The value that the writer most likely meant.
  package let suggestion: String?
  package let notes: [Note]
  /// What ``position`` is a place in, or `nil` for the file that is read.
  package let file: OtherFile?

  package init(
    _ id: ID, _ message: String, severity: Severity = .error, at position: SourcePosition? = nil,
    in file: OtherFile? = nil, allowed: [String] = [], suggestion: String? = nil, notes: [Note] = []
  ) {
    self.id = id
    self.severity = severity
    self.message = message
    self.position = position
    self.allowed = allowed.count <= Self.maximumAllowed ? allowed : Array(allowed.prefix(Self.maximumAllowed))
    self.suggestion = suggestion
    self.file = file
    // What a message quotes may look right, and be wrong by what nobody sees.
    let invisible = id == .invisibleCharacter ? nil : InvisibleCharacter.displayName(for: message)
    self.notes = notes + (invisible.map { [Note("what is quoted holds \($0), which nobody sees")] } ?? [])
  }

  private static let maximumAllowed = 256

  /// Hashes the fields that distinguish most diagnostics; the others are long.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(position)
    hasher.combine(message)
  }
}

extension [Diagnostic] {
  package var hasErrors: Bool { contains { $0.severity == .error } }

  /// Each diagnostic once, in the order of the text; those without a place come first, those of other files last.
  package var sortedAndUnique: [Diagnostic] {
    var seen: Set<Diagnostic> = []
    let unique = filter { seen.insert($0).inserted }
    return unique.enumerated().sorted { left, right in
      let files = (left.element.file?.name, right.element.file?.name)
      if files.0 != files.1 { return files.1.map { second in files.0.map { $0 < second } ?? true } ?? false }
      return switch (left.element.position, right.element.position) {
      case (let first?, let second?) where first != second: first < second
      case (nil, .some): true
      case (.some, nil): false
      default: left.offset < right.offset
      }
    }.map(\.element)
  }
}

/// Diagnostics that end an operation.
package struct DiagnosticError: Error, Sendable {
  package let diagnostics: [Diagnostic]
  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
