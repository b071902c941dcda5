import Diagnostics
import PipelineFixtures
import Planning
import Testing

/// Sources and folders that are spelled as a shell, an address or another system spells them: the message has the cause and the fix.
@Suite struct MisspelledPathTests {
  private func pipeline(output: String = "out", sources: String = "a.png", decode: String = "${source}") -> String {
    """
    version: 1
    output: '\(output)'
    sources: '\(sources)'
    asset: ${source.stem}
    stages:
      - decode: '\(decode)'
      - thumbnails: [{name: t, longest: 8, format: png}]

    """
  }

  private func diagnostics(_ text: String, options: PipelineOptions = PipelineOptions()) async throws -> [Diagnostic] {
    let bench = try PipelineBench()
    try bench.writePicture("a.png")
    return try await bench.plan(text, options: options).diagnostics
  }

  @Test(arguments: [
    ("~bob/x.png", "somebody's home folder"), ("$HOME/x.png", "'~/x.png'"), ("file:///srv/x.png", "'/srv/x.png'"),
    ("C:\\photos\\*.png", "'/mnt/c/photos/*.png'"), ("photos\\*.png", "'photos/*.png'"), ("https://a.example/x.png", "download"),
  ]) func `sources`(_ path: String, _ words: String) async throws {
    let found = try await diagnostics(pipeline(sources: path)).filter { $0.id == "no-sources" }
    #expect(found.map(\.position) == [SourcePosition(line: 3, column: 10)])
    #expect(found.first?.notes.contains { $0.message.contains(words) } == true, "\(found)")
  }

  @Test func `a file of that very name is what is meant`() async throws {
    let bench = try PipelineBench()
    try bench.writePicture("~bob/x.png")
    try bench.writePicture("photos\\x.png")
    for path in ["~bob/x.png", "./~bob/*.png", "photos\\x.png"] {
      let found = try await bench.plan(pipeline(sources: path)).diagnostics.filter { $0.id == "no-sources" }
      #expect(found == [], "\(path): \(found)")
    }
  }

  @Test(arguments: [("$HOME/x.png", "'~/x.png'"), ("~bob/x.png", "somebody's home folder"), ("file:///srv/x.png", "'/srv/x.png'")])
  func `a file that a stage names`(_ path: String, _ words: String) async throws {
    let found = try await diagnostics(pipeline(decode: path)).map(\.message)
    #expect(found.contains { $0.contains("does not exist: ") && $0.contains(words) }, "\(found)")
  }

  @Test(arguments: [
    ("~bob/out", "somebody's home folder"), ("$HOME/out", "'~/out'"), ("%USERPROFILE%\\out", "'~/out'"), ("file:///srv/out", "'/srv/out'"),
    ("C:\\out", "'/mnt/c/out'"), ("$OUT", "what '$OUT' stands for"),
  ]) func `an output that would be made under another name is refused`(_ path: String, _ words: String) async throws {
    let found = try await diagnostics(pipeline(output: path))
    #expect(found.map(\.id.name) == ["misspelled-folder"], "\(found)")
    #expect(found.first?.severity == .error && found.first?.position == SourcePosition(line: 2, column: 9))
    #expect(found.first?.notes.first?.message.contains(words) == true, "\(found)")
  }

  @Test func `one whose name may have a backslash is warned about`() async throws {
    let found = try await diagnostics(pipeline(output: "build\\icons"))
    #expect(found.map(\.id.name) == ["misspelled-folder"] && found.map(\.severity) == [.warning])
  }

  @Test(arguments: ["~bob/out", "$HOME/out", "file:///out"])
  func `the command line's folders too`(_ path: String) async throws {
    var output = PipelineOptions()
    output.output = path
    var store = PipelineOptions()
    store.store = path
    for (options, name) in [(output, "--output"), (store, "--store")] {
      let found = try await diagnostics(pipeline(), options: options)
      #expect(found.map(\.id.name) == ["misspelled-folder"], "\(found)")
      #expect(found.first?.message.hasPrefix(name) == true)
    }
  }

  @Test func `what nobody sees in a value of the command line is named`() async throws {
    var options = PipelineOptions()
    options.output = "out\u{200F}"
    options.model = "tiny\u{AD}-image"
    let found = try await diagnostics(pipeline(), options: options).filter { $0.id == .invisibleCharacter }.map(\.message)
    #expect(found.contains { $0.hasPrefix("--output holds a right-to-left mark (U+200F) at place 4") }, "\(found)")
    #expect(found.contains { $0.hasPrefix("--model holds a soft hyphen (U+00AD) at place 5") }, "\(found)")
  }
}
