import Testing

@Suite struct CompletionTests {
  private static let verbs = [
    "run", "watch", "plan", "check", "prepare", "inspect", "emulate", "gateways", "models", "ledger", "pick", "unpick", "accept", "report",
    "schema",
    "init", "doctor", "manual", "review", "explain", "manifest",
  ]

  @Test(arguments: ["bash", "zsh", "fish"]) func `a shell completes every verb`(_ shell: String) async throws {
    let ending = try await Program.run("--generate-completion-script", shell, in: try Scratch())
    #expect(ending.code == 0)
    let words = Set(ending.output.split { !$0.isLetter && $0 != "-" }.map(String.init))
    for verb in Self.verbs { #expect(words.contains(verb), "\(verb) is missing for \(shell)") }
    #expect(words.contains("max-cost") || words.contains("--max-cost"))
  }

  private static let pipeline = """
    version: 1
    name: shapes
    matrix: {shape: [round, "two words"]}
    asset: ${shape}
    output: out
    stages:
      - generate: {prompt: "A ${shape}", aspectRatio: "1:1"}
    """

  /// Types in a shell at a pseudo-terminal: what is typed, with the key for completing at its end, is echoed as the shell understands it.
  @Test func `bash completes files, folders, gateways, models and asset names`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "shapes.yaml")
    try scratch.write(Self.pipeline, to: "folder/inner.yaml")
    try scratch.write(Self.pipeline, to: "with space.yaml")
    let cases = [
      ("aquatint plan sha", "aquatint plan shapes.yaml"), ("aquatint run folder/inn", "aquatint run folder/inner.yaml"),
      ("aquatint check wi", "aquatint check with space.yaml"), ("aquatint plan --store fol", "aquatint plan --store folder/"),
      ("aquatint run --gateway serev", "aquatint run --gateway serevix"),
      ("aquatint run --model gemini-3-pro-im", "aquatint run --model gemini-3-pro-image"),
      ("aquatint run shapes.yaml --only ro", "aquatint run shapes.yaml --only round"),
      ("aquatint ledger history shapes.yaml tw", "aquatint ledger history shapes.yaml two words"),
      ("aquatint explain yaml-sy", "aquatint explain yaml-syntax"), ("aquatint rev", "aquatint review"),
    ]
    // Control-A goes to the line's beginning.
    let typed = cases.map { "\($0.0)\t\u{1}echo got \n" }.joined()
    try scratch.write("PATH=\"${AQUATINT%/*}:$PATH\"; source completions.bash; PS1=\n\(typed)exit\n", to: "keys")
    let script = """
      AQUATINT="$0" && export AQUATINT && "$0" --generate-completion-script bash >completions.bash && \
      TERM=xterm exec script --quiet --return --command 'bash --norc --noprofile -i' /dev/null <keys
      """
    let ending = try await Program.running([], in: scratch, launcher: ["/bin/sh", "-c", script]) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    for (_, line) in cases { #expect(ending.output.contains("got \(line)\r\n"), "\(line): \(ending.output)") }
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
