import JSON

/// Renders diagnostics for a person or a program.
package struct DiagnosticRenderer: Sendable {
  package let source: SourceText
  private let emphasize: @Sendable (String, Diagnostic.Severity) -> String

  /// - Parameter emphasize: colours the word of a severity, if there are colours.
  package init(source: SourceText, emphasize: @escaping @Sendable (String, Diagnostic.Severity) -> String = { word, _ in word }) {
    self.source = source
    self.emphasize = emphasize
  }

  /// Returns the diagnostic as text: `path:line:column: error: message [id]`, the source line, a caret, the allowed values, a suggestion,
  /// notes.
  package func text(_ diagnostic: Diagnostic) -> String {
    var lines = [headline(diagnostic.severity, diagnostic.message, id: diagnostic.id, at: diagnostic.position, in: diagnostic.file)]
    if let position = diagnostic.position { lines += excerpt(position, in: diagnostic.file) }
    if !diagnostic.allowed.isEmpty { lines.append("  allowed: \(PrintableText.line(Self.listed(diagnostic.allowed)))") }
    if let suggestion = diagnostic.suggestion { lines.append("  did you mean '\(PrintableText.line(suggestion))'?") }
    for note in diagnostic.notes {
      guard let position = note.position else {
        lines.append("  note: \(PrintableText.line(note.message))")
        continue
      }
      lines.append(headline(.note, note.message, id: nil, at: position))
      lines += excerpt(position)
    }
    return lines.joined(separator: "\n")
  }

  /// Returns as many of the values as a line shows.
  private static func listed(_ values: [String]) -> String {
    var shown = ""
    for value in values {
      shown += shown.isEmpty ? value : ", \(value)"
      if shown.utf8.count > PrintableText.longestLine * 4 { break }
    }
    return shown
  }

  private func headline(
    _ severity: Diagnostic.Severity, _ message: String, id: Diagnostic.ID?, at position: SourcePosition?,
    in file: Diagnostic.OtherFile? = nil
  ) -> String {
    let name = PrintableText.line(file?.name ?? source.name)
    let place = position.map { "\(name):\($0.line):\($0.column)" } ?? name
    let label = emphasize(severity.rawValue, severity)
    let tail = id.map { " [\($0.name)]" } ?? ""
    return "\(place): \(label): \(PrintableText.line(message))\(tail)"
  }

  private func excerpt(_ position: SourcePosition, in file: Diagnostic.OtherFile? = nil) -> [String] {
    guard let line = file.map({ Array($0.line.unicodeScalars)[...] }) ?? source.line(position.line) else { return [] }
    let window = Self.window(around: position.column, of: line.count)
    var shown = ""
    var padding = ""
    for index in window {
      let scalar = line[line.startIndex + index]
      shown.unicodeScalars.append(scalar == "\t" ? " " : PrintableText.isControl(scalar) ? "\u{FFFD}" : scalar)
      if index < position.column - 1 { padding += String(repeating: " ", count: Self.columns(of: scalar)) }
    }
    return ["  \(shown)", "  \(padding)^"]
  }

  /// Returns the part of a long line that is shown.
  private static func window(around column: Int, of count: Int) -> Range<Int> {
    guard count > 160 else { return 0..<count }
    let start = max(0, min(column - 80, count - 160))
    return start..<min(count, start + 160)
  }

  /// Returns the cells that a scalar takes on a terminal: none for combining marks, two for wide East Asian characters and pictographs.
  private static func columns(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}

extension DiagnosticRenderer {
  /// Returns one line of JSON. The keys stand in a fixed order: path, line, column, severity, id, message, allowed, suggestion, notes;
  /// members without a value are left out, but `allowed` and `notes` are always lists.
  package func json(_ diagnostic: Diagnostic) -> String {
    var members = place(diagnostic.position, in: diagnostic.file)
    members.append(("severity", .text(diagnostic.severity.rawValue)))
    members.append(("id", .text(diagnostic.id.name)))
    members.append(("message", .text(diagnostic.message)))
    members.append(("allowed", .array(diagnostic.allowed.map { .text($0) })))
    if let suggestion = diagnostic.suggestion { members.append(("suggestion", .text(suggestion))) }
    members.append(("notes", .array(diagnostic.notes.map { .object(place($0.position) + [("message", .text($0.message))]) })))
    return JSONValue.object(members).line
  }

  private func place(_ position: SourcePosition?, in file: Diagnostic.OtherFile? = nil) -> [(name: String, value: JSONValue)] {
    let path = (name: "path", value: JSONValue.text(file?.name ?? source.name))
    guard let position else { return [path] }
    return [path, ("line", .integer(position.line)), ("column", .integer(position.column))]
  }
}
