import Testing

@Suite struct CompletionTests {
  private static let verbs = [
    "run", "watch", "plan", "check", "prepare", "inspect", "emulate", "gateways", "models", "ledger", "pick", "unpick", "accept", "report",
    "schema",
    "init", "doctor", "manual",
  ]

  @Test(arguments: ["bash", "zsh", "fish"]) func `a shell completes every verb`(_ shell: String) async throws {
    let ending = try await Program.run("--generate-completion-script", shell, in: try Scratch())
    #expect(ending.code == 0)
    let words = Set(ending.output.split { !$0.isLetter && $0 != "-" }.map(String.init))
    for verb in Self.verbs { #expect(words.contains(verb), "\(verb) is missing for \(shell)") }
    #expect(words.contains("max-cost") || words.contains("--max-cost"))
  }

  @Test func `the version comes first, and then the libraries`() async throws {
    let ending = try await Program.run("--version", in: try Scratch())
    #expect(ending.code == 0)
    #expect(ending.lines.first?.allSatisfy { $0.isNumber || $0 == "." } == true)
    for library in ["libpng ", "libjpeg-turbo ", "libwebp ", "libheif "] {
      #expect(ending.lines.filter { $0.hasPrefix(library) }.count == 1, "\(library)")
    }
  }
}
