import ArgumentParser
import FoundationEssentials

/// A command as the argument parser describes it, which is declared once for parsing and help.
///
/// The parser's own description is only available as JSON (`--experimental-dump-help`); these are the parts of it that the manual needs.
struct CommandDescription: Decodable {
  struct Argument: Decodable {
    enum Kind: String, Decodable {
      case positional
      case option
      case flag
    }

    struct Name: Decodable {
      let kind: String
      let name: String

      /// With its dashes.
      var text: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: Kind
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let allValues: [String]?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool
  }

  let commandName: String
  let abstract: String?
  let discussion: String?
  let shouldDisplay: Bool
  let arguments: [Argument]?
  let subcommands: [CommandDescription]?

  private struct Tool: Decodable {
    let command: CommandDescription
  }

  static func of(_ command: any ParsableCommand.Type) throws -> CommandDescription {
    try JSONDecoder().decode(Tool.self, from: Data(command._dumpHelp().utf8)).command
  }
}
