import JSON

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
