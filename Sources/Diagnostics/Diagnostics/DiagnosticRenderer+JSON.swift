extension DiagnosticRenderer {
  /// One line of JSON. The keys stand in a fixed order: path, line, column, severity, id, message, allowed, suggestion, notes;
  /// what has no value is left out, but `allowed` and `notes` are always lists.
  package func json(_ diagnostic: Diagnostic) -> String {
    var members = place(diagnostic.position)
    members.append("\"severity\":\(JSONString.quoted(diagnostic.severity.rawValue))")
    members.append("\"id\":\(JSONString.quoted(diagnostic.id.name))")
    members.append("\"message\":\(JSONString.quoted(diagnostic.message))")
    members.append("\"allowed\":[\(diagnostic.allowed.map(JSONString.quoted).joined(separator: ","))]")
    if let suggestion = diagnostic.suggestion { members.append("\"suggestion\":\(JSONString.quoted(suggestion))") }
    let notes = diagnostic.notes.map { note in
      "{\((place(note.position) + ["\"message\":\(JSONString.quoted(note.message))"]).joined(separator: ","))}"
    }
    members.append("\"notes\":[\(notes.joined(separator: ","))]")
    return "{\(members.joined(separator: ","))}"
  }

  private func place(_ position: SourcePosition?) -> [String] {
    let path = "\"path\":\(JSONString.quoted(source.name))"
    guard let position else { return [path] }
    return [path, "\"line\":\(position.line)", "\"column\":\(position.column)"]
  }
}
