import Foundation
import Testing

/// The manual page against what the parser says of the commands.
@Suite struct ManualTests {
  /// The parts of `--experimental-dump-help` that a manual has to hold.
  private struct Command: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        let kind: String
        let name: String
      }

      let kind: String
      let names: [Name]?
      let abstract: String?
      let shouldDisplay: Bool
    }

    let commandName: String
    let abstract: String?
    let arguments: [Argument]?
    let subcommands: [Command]?
  }

  private struct Tool: Decodable {
    let command: Command
  }

  private func page(_ scratch: Scratch) async throws -> String {
    let ending = try await Program.run("manual", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    return ending.output
  }

  @Test func `every command and every option is in it, with what it is for`() async throws {
    let scratch = try Scratch()
    let dump = try await Program.run("--experimental-dump-help", in: scratch).output
    let program = try JSONDecoder().decode(Tool.self, from: Data(dump.utf8)).command
    let sections = try await page(scratch).components(separatedBy: "\n.SS ")
    func escaped(_ text: String) -> String { text.replacing("\\", with: "\\e").replacing("-", with: "\\-") }
    // What every command takes is explained once.
    let common = ["--quiet", "--verbose", "--color"]
    let options = try #require(try await page(scratch).components(separatedBy: "\n.SH ").first { $0.hasPrefix("OPTIONS") })
    for name in common { #expect(options.contains("\\fB\(escaped(name))\\fR")) }
    var count = 0
    func check(_ command: Command, after path: String) {
      guard command.commandName != "help" else { return }
      let path = "\(path) \(command.commandName)"
      let section = sections.first { $0.hasPrefix("\"\(escaped(path)) ") || $0.hasPrefix("\"\(escaped(path))\"") }
      #expect(section != nil, "\(path) has no section")
      #expect(section?.contains(escaped(command.abstract ?? "?")) == true, "\(path) does not say what it is for")
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        let names = (argument.names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
        if names.contains("--help") || names.contains("--version") || names.contains(where: common.contains) { continue }
        for name in names { #expect(section?.contains("\\fB\(escaped(name))\\fR") == true, "\(path) lacks \(name)") }
        #expect(section?.contains(escaped(argument.abstract ?? "?")) == true, "\(path) does not explain \(names)")
        count += 1
      }
      for subcommand in command.subcommands ?? [] { check(subcommand, after: path) }
    }
    for command in program.subcommands ?? [] { check(command, after: program.commandName) }
    #expect(count > 50, "there is something to compare")
  }

  @Test func `it names the variables that keys are looked for in`() async throws {
    let page = try await page(try Scratch())
    for name in ["GEMINI_API_KEY", "COMETAPI_KEY", "AQUATINT_STORE", "NO_COLOR"] { #expect(page.contains(".B \(name)")) }
  }

  @Test func `a formatter reads it without a complaint`() async throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/groff") else {
      print("groff is not here, so nobody has formatted the manual")
      return
    }
    let scratch = try Scratch()
    try scratch.write(try await page(scratch), to: "aquatint.1")
    let formatted = try command("/usr/bin/groff", ["-man", "-Tutf8", "-ww", "\(scratch.path)/aquatint.1"])
    #expect(formatted.errors.isEmpty, "\(formatted.errors)")
    // Bold letters are struck twice, plain ones are not; lines are broken and spread where it suits the formatter.
    let words = formatted.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("Exit codes: 0 everything asked for is there, 1 some assets failed"))
    #expect(words.contains("The pipeline file."))
  }

  private func command(_ path: String, _ arguments: [String]) throws -> (output: String, errors: String) {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaints = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: text, as: UTF8.self), String(decoding: complaints, as: UTF8.self))
  }
}
