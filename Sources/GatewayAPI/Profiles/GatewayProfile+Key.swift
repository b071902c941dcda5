package import Diagnostics

extension GatewayProfile {
  /// The forms of 'key' in every file; a command is for the user's own configuration.
  static var keyKind: SettingDescription.Kind {
    var reader = SettingsReader(nil, subject: "key")
    _ = readFileNode(&reader)
    return .either([.text, .settings(reader.finish().descriptions)])
  }

  private static func readFileNode(_ reader: inout SettingsReader) -> Node? {
    reader.node(
      "file", kind: .text, "A file whose first line is the key; from the folder of this file, or with ~/ from the home folder.")
  }

  /// Reads the source of an entry's key.
  static func readKey(
    _ node: Node, of gateway: String, _ origin: EntryOrigin, _ reader: inout SettingsReader
  ) -> KeySource {
    switch node {
    case .scalar(let scalar): return readKey(scalar.text, origin, &reader)
    case .sequence:
      reader.report(.wrongType, "'key' is a list; expected ${env.NAME} or {file: PATH}", at: "key")
      return .none
    case .mapping(let entries, let position):
      var inner = SettingsReader(node, subject: "'key' of the gateway '\(gateway)'", at: position)
      let file = readFileNode(&inner)
      let command = inner.node("command", kind: .text, "A line for the shell, or a list of a program and its arguments.")
      let mistakes = inner.finish().diagnostics
      for diagnostic in mistakes { reader.report(diagnostic) }
      switch (file, command) {
      case (let file?, nil): return readFile(file, origin, &reader)
      case (nil, let command?):
        let place = entries.first { $0.key.text == "command" }?.key.position ?? position
        return readCommand(command, at: place, origin, &reader)
      case (nil, nil) where mistakes.isEmpty:
        reader.report(Diagnostic(.missingKey, "'key' of the gateway '\(gateway)' needs 'file' or 'command'", at: position))
      case (nil, nil): break
      case (_?, _?):
        reader.report(Diagnostic(.invalidValue, "'key' has both 'file' and 'command'; expected one of them", at: position))
      }
      return .none
    }
  }

  private static func readFile(_ node: Node, _ origin: EntryOrigin, _ reader: inout SettingsReader) -> KeySource {
    guard let path = node.scalar?.text, path.contains(where: { !$0.isWhitespace }), !path.contains("${"), !path.contains("\0") else {
      reader.report(
        Diagnostic(.invalidValue, "'file' is not the path of a file; expected such as ~/.keys/house or house.key", at: node.position))
      return .none
    }
    let isComplete = path.hasPrefix("/") || path.hasPrefix("~/") || origin.folder.isEmpty
    let name = path.replacing("$$", with: "$")
    return .file(isComplete ? name : "\(origin.folder)/\(name)")
  }

  private static func readCommand(
    _ node: Node, at place: SourcePosition, _ origin: EntryOrigin, _ reader: inout SettingsReader
  ) -> KeySource {
    guard origin.allowsCommands else {
      reader.report(
        Diagnostic(
          .commandInFile, "'command' cannot stand in a pipeline file, which runs nothing; it may in the user's own configuration",
          at: place, notes: [Diagnostic.Note("write ${env.NAME} or {file: PATH}, or move the gateway to aquatint/config.yaml")]))
      return .none
    }
    var words: [String] = []
    if case .sequence(let items, _) = node { words = items.compactMap { $0.scalar?.text } }
    switch node {
    case .scalar(let scalar) where scalar.text.contains { !$0.isWhitespace }:
      return .command(.shell(scalar.text.replacing("$$", with: "$")))
    case .sequence(let items, _) where words.count == items.count && !(words.first ?? "").isEmpty:
      return .command(.program(words.map { $0.replacing("$$", with: "$") }))
    default:
      reader.report(
        Diagnostic(
          .invalidValue, "'command' is not a command; expected a line for the shell, or a list of a program and its arguments",
          at: node.position))
      return .none
    }
  }

  private static func readKey(_ text: String, _ origin: EntryOrigin, _ reader: inout SettingsReader) -> KeySource {
    if text.hasPrefix("${"), text.hasSuffix("}") {
      let inner = text.dropFirst(2).dropLast()
      let name = inner.dropFirst(4)
      let isName =
        inner.hasPrefix("env.") && !name.isEmpty && name.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") }
        && !(name.utf8.first.map { (0x30...0x39).contains($0) } ?? true)
      if isName { return .environment([String(name)]) }
    }
    guard !text.contains("${"), let key = APIKey(text) else {
      let problem = text.contains("${") ? nil : APIKey.problem(of: text)
      let why = problem.map { ": it \($0)" } ?? ""
      reader.report(.invalidValue, "'key' is not a key that can be sent\(why); expected ${env.NAME} or {file: PATH}", at: "key")
      return .none
    }
    // A user's own configuration may hold keys and commands.
    guard !origin.allowsCommands else { return .literal(key) }
    reader.report(
      Diagnostic(
        .literalKey, "the key stands in the file, where it is easily shared; write ${env.NAME} and set that variable", severity: .warning,
        at: reader.position(of: "key")))
    return .literal(key)
  }
}

extension Diagnostic.ID {
  package static let literalKey: Diagnostic.ID = "literal-key"
  package static let commandInFile: Diagnostic.ID = "command-in-file"
}
