import Diagnostics
import Execution
import PipelineFixtures
import PipelineModel
import Planning
import TestSupport
import Testing

/// What a row's note adds to what is asked.
@Suite struct RowNoteTests {
  private func text(_ rows: String, prompt: String = "A ${item}", more: String = "") -> String {
    """
    version: 1
    model: tiny-image
    output: out
    asset: ${item}
    rows: \(rows)
    stages:
      - generate: {prompt: "\(prompt)", aspectRatio: "1:1"}
    \(more)
    """
  }

  private func prompts(_ text: String) async throws -> [String] {
    let bench = try PipelineBench()
    let generator = CannedGenerator(codecs: bench.components.codecs)
    try await bench.run(text, generator: generator)
    return generator.sentPrompts.sorted()
  }

  @Test func `a note is appended to the prompt of its row`() async throws {
    let sent = try await prompts(text("[{item: lamp}, {item: vase, note: With a crack.}]"))
    #expect(sent == ["A lamp", "A vase\nWith a crack."])
  }

  @Test func `only the first generation takes it`() async throws {
    let more = "  - generate: {prompt: \"Warmer\", aspectRatio: \"1:1\"}"
    let sent = try await prompts(text("[{item: vase, note: With a crack.}]", more: more))
    #expect(sent == ["A vase\nWith a crack.", "Warmer"])
  }

  @Test func `a prompt that names the note has it where it stands`() async throws {
    let rows = "[{item: lamp, note: brass}, {item: vase, note: blue}]"
    let sent = try await prompts(text(rows, prompt: "A ${note} ${item}"))
    #expect(sent == ["A blue vase", "A brass lamp"])
  }

  @Test func `a row without a note asks what it asked before there were notes`() async throws {
    let bench = try PipelineBench()
    try await bench.run(text("[{item: lamp}]"))
    let again = try await bench.run(text("[{item: lamp}, {item: vase, note: With a crack.}]"))
    #expect((again.summary.calls, again.summary.reused) == (1, 1))
  }

  @Test func `rows are read from a table beside the file`() async throws {
    let bench = try PipelineBench()
    try bench.folder.write("item,note\nlamp,\nvase,With a crack.\n", to: "items.csv")
    let generator = CannedGenerator(codecs: bench.components.codecs)
    try await bench.run(text("items.csv"), generator: generator)
    #expect(generator.sentPrompts.sorted() == ["A lamp", "A vase\nWith a crack."])
  }
}
