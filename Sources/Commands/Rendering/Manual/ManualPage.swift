import BuiltIns
import GatewayAPI

/// The manual page in the language of man(7), made of the commands' own declarations.
struct ManualPage {
  let program: CommandDescription
  let version: String
  /// The gateways whose key variables are listed.
  let gateways: [GatewayProfile]

  var text: String {
    var lines = [
      ".TH \(Roff.quoted(program.commandName.uppercased())) 1 \"\" \(Roff.quoted("\(program.commandName) \(version)")) \"User Commands\"",
      ".SH NAME", "\(Roff.text(program.commandName)) \\- \(Roff.text(program.abstract ?? ""))",
      ".SH SYNOPSIS", ".B \(Roff.text(program.commandName))", "\\fIcommand\\fR [\\fIoption\\fR]... [\\fIargument\\fR]...",
      ".SH DESCRIPTION",
    ]
    lines += paragraphs(program.discussion)
    lines.append(".SH OPTIONS")
    lines += ["Every command takes these:"] + commonOptions
    lines.append(".SH COMMANDS")
    for command in visible(program) { lines += section(command, after: program.commandName) }
    lines.append(".SH ENVIRONMENT")
    for (name, meaning) in environment { lines += [".TP", ".B \(Roff.text(name))", Roff.text(meaning)] }
    lines.append(".SH FILES")
    for (name, meaning) in Self.files { lines += [".TP", ".I \(Roff.text(name))", Roff.text(meaning)] }
    return lines.joined(separator: "\n")
  }

  private func visible(_ command: CommandDescription) -> [CommandDescription] {
    (command.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
  }

  /// Returns a command with its arguments, then the commands below it.
  private func section(_ command: CommandDescription, after path: String) -> [String] {
    let path = "\(path) \(command.commandName)"
    let arguments = (command.arguments ?? []).filter { $0.shouldDisplay && !Self.isCommon($0) }
    let subcommands = visible(command)
    let positional = arguments.filter { $0.kind == .positional }.map { usage($0) }
    let options = arguments.contains { $0.kind != .positional } ? ["[options]"] : []
    let words = [path] + positional + (subcommands.isEmpty ? [] : ["command"]) + options
    var lines = [".SS \(Roff.quoted(words.joined(separator: " ")))", Roff.text(command.abstract ?? "")]
    if command.discussion != nil { lines += [".PP"] + paragraphs(command.discussion) }
    for argument in arguments { lines += [".TP", label(argument), Roff.text(meaning(argument))] }
    for subcommand in subcommands { lines += section(subcommand, after: path) }
    return lines
  }

  /// Returns whether an argument is one that every command has.
  private static func isCommon(_ argument: CommandDescription.Argument) -> Bool {
    argument.names?.contains { $0.name == "help" || $0.name == "version" || MessageOptions.names.contains($0.name) } ?? false
  }

  /// What every command takes, explained once, as its first command declares it.
  private var commonOptions: [String] {
    let declared = visible(program).first?.arguments ?? []
    return declared.filter { $0.shouldDisplay && Self.isCommon($0) }.flatMap { [".TP", label($0), Roff.text(meaning($0))] }
  }

  private func usage(_ argument: CommandDescription.Argument) -> String {
    let name = (argument.valueName ?? "argument").uppercased() + (argument.isRepeating ? "..." : "")
    return argument.isOptional ? "[\(name)]" : name
  }

  private func label(_ argument: CommandDescription.Argument) -> String {
    let value = "\\fI\(Roff.text(argument.valueName ?? "value"))\\fR"
    guard argument.kind != .positional else { return value }
    let names = (argument.names ?? []).map { "\\fB\(Roff.text($0.text))\\fR" }.joined(separator: ", ")
    return argument.kind == .option ? "\(names) \(value)" : names
  }

  private func meaning(_ argument: CommandDescription.Argument) -> String {
    var text = argument.abstract ?? ""
    if let values = argument.allValues, !values.isEmpty, !values.allSatisfy(text.contains) {
      text += " One of \(values.joined(separator: ", "))."
    }
    if let value = argument.defaultValue, argument.kind != .flag, !text.contains("efault") { text += " Default: \(value)." }
    return text
  }

  private func paragraphs(_ text: String?) -> [String] {
    (text ?? "").split(separator: "\n\n").map { Roff.text(String($0).replacing("\n", with: " ")) }.flatMap { [".PP", $0] }.dropFirst().map(
      \.self)
  }

  // MARK: what no declaration holds

  private var environment: [(String, String)] {
    var entries: [(String, String)] = []
    var owners: [String: [String]] = [:]
    var order: [String] = []
    for gateway in gateways {
      for variable in gateway.keySource.variables {
        if owners[variable] == nil { order.append(variable) }
        owners[variable, default: []].append(gateway.name)
      }
    }
    for variable in order { entries.append((variable, "The key of \((owners[variable] ?? []).joined(separator: " and ")).")) }
    return entries + [
      ("AQUATINT_STORE", "The folder of stored answers, where --store is not given."),
      ("HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY", "Proxies for calls to gateways; never for addresses of this machine."),
      ("NO_COLOR", "Where it is set, nothing is coloured."),
    ]
  }

  private static let files = [
    (".aquatint/", "Beside the pipeline file: stored answers and the ledger. Paid answers are kept in it; back it up."),
    ("NAME.lock.yaml", "Beside the pipeline file: which answer each asset shows. Meant for version control."),
    ("manifest.json", "In the output folder: every file, its digest, size, parents and cost."),
    (
      "$XDG_CONFIG_HOME/aquatint/config.yaml",
      "Gateways and models of your own, for every pipeline, and defaults for gateway, jobs and budget; keys may come from a command here."
    ),
  ]
}

/// Text as man(7) reads it.
enum Roff {
  /// Returns a line of text in which backslashes and dashes stand for themselves, and nothing at its beginning is read as a request.
  static func text(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  /// Returns one argument of a request.
  static func quoted(_ text: String) -> String { "\"\(self.text(text).replacing("\"", with: "\\(dq"))\"" }
}
