import BuiltIns
import Diagnostics
import PipelineModel
import Testing

/// Every stage by its being in the list; nothing here knows one by name.
@Suite struct DescriptionTests {
  static let stages = BuiltIns.stages.map { StageSettings(type: $0) }

  @Test func `names are unique, and of the form that files use`() {
    let names = BuiltIns.stages.map { $0.name.rawValue }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { name in !name.isEmpty && name.allSatisfy { $0.isLowercase && $0.isASCII } })
  }

  @Test(arguments: stages) func `the summary is one sentence`(_ stage: StageSettings) throws {
    let summary = stage.type.summary
    #expect(try #require(summary.first).isUppercase)
    #expect(summary.hasSuffix("."))
    #expect(!summary.contains("\n"))
    #expect(summary.count <= 120)
  }

  @Test(arguments: stages) func `what goes in and comes out makes sense`(_ stage: StageSettings) {
    #expect(stage.type.revision >= 1)
    #expect(!stage.type.consumes.isEmpty)
    #expect(stage.type.produces != .nothing)
    let canBegin = stage.type.consumes.contains(.nothing)
    let hasFeeder = BuiltIns.stages.contains { stage.type.consumes.contains($0.produces) }
    #expect(canBegin || hasFeeder, "nothing can stand before \(stage)")
    let instance = stage.read(ExampleNode.node(of: stage.described().descriptions)).stage
    #expect(instance.accepts.isSubset(of: stage.type.consumes))
    #expect(!instance.accepts.isEmpty)
    if instance is any GenerationStage { #expect(stage.type.produces == .result) }
    if instance is any InputStage { #expect(canBegin) }
  }

  @Test(arguments: stages) func `describing on an empty reader reports nothing`(_ stage: StageSettings) {
    let outcome = stage.described()
    #expect(outcome.diagnostics.isEmpty)
    #expect(!outcome.descriptions.isEmpty)
  }

  @Test(arguments: stages) func `each setting is documented in sentences`(_ stage: StageSettings) {
    func check(_ descriptions: [SettingDescription]) {
      #expect(Set(descriptions.map(\.key)).count == descriptions.count)
      for description in descriptions {
        #expect(description.documentation.hasSuffix("."), "\(stage) \(description.key)")
        #expect(description.documentation.first.map { $0.isUppercase || $0 == "`" } == true, "\(stage) \(description.key)")
        #expect(!description.isRequired || description.defaultText == nil, "\(stage) \(description.key) needs no default")
        if case .entries(let inner) = description.kind { check(inner) }
      }
    }
    check(stage.described().descriptions)
  }
}
