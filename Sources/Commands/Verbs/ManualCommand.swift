import ArgumentParser
import BuiltIns
import Runs

/// `aquatint manual`
struct ManualCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Prints the manual page, for man(1).",
    discussion:
      "To read it: `aquatint manual >aquatint.1 && man ./aquatint.1`; to install it, put that file into a folder man1 of your MANPATH.")

  @OptionGroup var messages: MessageOptions

  func run(in environment: ProcessEnvironment) async throws {
    let page = ManualPage(program: try CommandDescription.of(AquatintCommand.self), version: Version.text, gateways: BuiltIns.gateways)
    Output.standardOutput.line(page.text)
  }
}
