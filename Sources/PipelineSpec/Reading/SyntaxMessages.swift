import Diagnostics

/// Messages about text that is not YAML, each with the way to write it.
extension Diagnostic {
  private static func syntax(_ message: String, _ hint: String? = nil, at position: SourcePosition) -> Diagnostic {
    Diagnostic("yaml-syntax", message, at: position, notes: hint.map { [Note($0)] } ?? [])
  }

  /// Returns the text in YAML's quotes.
  private static func quoted(_ text: String) -> String {
    text.contains("\"") || text.contains("\\")
      ? "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'" : "\"\(text)\""
  }

  static func tooDeep(at position: SourcePosition) -> Diagnostic {
    Diagnostic("nested-too-deep", "this value is nested more than \(YAMLReader.depthLimit) levels deep", at: position)
  }

  static func severalDocuments(at position: SourcePosition) -> Diagnostic {
    Diagnostic("several-documents", "a second document begins here; a pipeline file is one document", at: position)
  }

  static func unquoted(_ value: String, _ meaning: String, at position: SourcePosition) -> Diagnostic {
    syntax("'\(value)' needs quotes: \(meaning) in YAML", "write \(quoted(value))", at: position)
  }

  static func tab(at position: SourcePosition) -> Diagnostic {
    syntax("a tab cannot be used for indentation", "indent with spaces", at: position)
  }

  static func unknownEscape(_ escape: String, at position: SourcePosition) -> Diagnostic {
    syntax("'\(escape)' is no escape that YAML knows", "in single quotes a backslash stands for itself", at: position)
  }

  static func unclosed(_ opener: String, _ kind: String, at position: SourcePosition) -> Diagnostic {
    syntax("the \(kind) '\(opener)' is never closed", at: position)
  }

  static func textAfterBlockMark(_ text: String, at position: SourcePosition) -> Diagnostic {
    syntax("'\(text)' cannot follow '|' or '>' on the same line", "begin the text on the next line, indented", at: position)
  }

  static func templateInFlow(_ value: String, at position: SourcePosition) -> Diagnostic {
    syntax("'\(value)' needs quotes: '${' cannot stand unquoted inside '{ }' or '[ ]'", "write \(quoted(value))", at: position)
  }

  static func commentHidesBracket(_ comment: String, at position: SourcePosition) -> Diagnostic {
    syntax(
      "'\(comment)' is read as a comment, and hides the closing bracket",
      "write colours without '#', and put other text that has a '#' in quotes", at: position)
  }

  static func noValue(before found: String, at position: SourcePosition) -> Diagnostic {
    syntax("expected a value before '\(found)'", at: position)
  }

  static func noSeparator(_ found: String, closing: String, at position: SourcePosition) -> Diagnostic {
    syntax("expected ',' or '\(closing)' before '\(found)'", "put text that has brackets, commas or quotes in quotes", at: position)
  }

  static func listOnKeyLine(at position: SourcePosition) -> Diagnostic {
    syntax(
      "a list cannot begin on the line of its key", "begin it on the next line, or put text that begins with '-' in quotes", at: position)
  }

  static func noColon(_ text: String, at position: SourcePosition) -> Diagnostic {
    syntax(
      "expected ':' after '\(text)'", "a list item begins with '- ', and a text of several lines is indented below its key", at: position)
  }

  static func strayKey(_ key: String, at position: SourcePosition) -> Diagnostic {
    syntax(
      "the key '\(key)' cannot stand here",
      "indent it as the keys it belongs to; if it is part of a text, write the text as a block after '|'",
      at: position)
  }

  static func colonInText(_ text: String, at position: SourcePosition) -> Diagnostic {
    syntax("'\(text)' needs quotes: ': ' cannot stand in unquoted text", "write \(quoted(text)), or a block after '|'", at: position)
  }

  static func textAfter(_ closing: String, _ text: String, at position: SourcePosition) -> Diagnostic {
    let hint =
      switch closing {
      case "'": "put the whole value in quotes; inside single quotes write '' for one"
      case "\"": "put the whole value in quotes; inside double quotes write \\\" for one"
      default: "put the whole value in quotes"
      }
    return syntax("'\(text)' cannot follow the closing \(closing)", hint, at: position)
  }

  static func misaligned(_ text: String, at position: SourcePosition) -> Diagnostic {
    syntax(
      "the indentation of '\(text)' fits nothing above it", "keys of one mapping, and the dashes of one list, stand in one column",
      at: position)
  }

  static func other(_ problem: String, at position: SourcePosition) -> Diagnostic {
    syntax("this is not YAML: \(problem)", at: position)
  }
}
