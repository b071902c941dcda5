import Diagnostics
import PipelineModel
import Testing

@Suite struct PromptRemarkTests {
  private func warnings(_ prompt: String) throws -> [String] {
    let bench = try StageBench("generate", "{prompt: \"\(prompt)\", aspectRatio: \"4:3\"}")
    let found = bench.complaints()
    #expect(found.allSatisfy { $0.severity == .warning && $0.position != nil })
    return found.map { "\($0.id.name) \($0.message.split(separator: "'")[0])" }
  }

  @Test(arguments: ["A shoe in $season", "A shoe in {season}.", "A {{season}} shoe", "A {{ season }} shoe", "{a} {a}", "$season. A shoe"])
  func `text that looks like a template is told of once`(_ prompt: String) throws {
    #expect(try warnings(prompt).map { $0.prefix { $0 != " " } } == ["unresolved-template"])
  }

  @Test(arguments: ["A shoe for $5", "A set {1, 2}", "A brace { and }", "An arrow $ and {}", "{two words}", "{{ two words }}", "A shoe"])
  func `other signs are not`(_ prompt: String) throws {
    #expect(try warnings(prompt) == [])
  }

  @Test(arguments: ["A shoe on a Transparent Background", "A shoe, make the background transparent", "A shoe as a transparent PNG"])
  func `transparency without a cutout is told of`(_ prompt: String) throws {
    #expect(try warnings(prompt).map { $0.prefix { $0 != " " } } == ["transparency-without-cutout"])
  }
}
