import Diagnostics
import PipelineFixtures
import TestSupport
import Testing

@Suite struct DiagnosticsTextTests {
  /// Each file of `Diagnostics` has mistakes; what is said of it stands beside it.
  @Test(arguments: ["mistakes", "syntax", "chain"]) func `what is said about a file with mistakes`(_ name: String) throws {
    let bench = try PipelineBench()
    let bytes = try TestFiles.bytes(at: TestFiles.packageRoot + "/Tests/GoldenTests/Diagnostics/\(name).yaml")
    let text = String(decoding: bytes, as: UTF8.self)
    let diagnostics = try bench.check(text)
    #expect(diagnostics.hasErrors)
    let renderer = DiagnosticRenderer(source: SourceText(name: "\(name).yaml", text: text))
    try Golden.expect(diagnostics.map { renderer.text($0) + "\n" }.joined(separator: "\n"), isAsIn: "Diagnostics/\(name).txt")
    try Golden.expect(diagnostics.map { renderer.json($0) + "\n" }.joined(), isAsIn: "Diagnostics/\(name).jsonl")
  }
}
