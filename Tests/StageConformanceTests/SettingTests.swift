import BuiltIns
import Diagnostics
import Testing

@Suite struct SettingTests {
  static let stages = BuiltIns.stages.map { StageSettings(type: $0) }

  @Test(arguments: stages) func `every described key is taken, and no other`(_ stage: StageSettings) {
    let descriptions = stage.described().descriptions
    let odd = ExampleNode.entry("no-such-key", ExampleNode.scalar("1"), at: ExampleNode.additionPosition)
    let unknown = stage.read(ExampleNode.node(of: descriptions, adding: odd)).outcome.diagnostics.filter { $0.id == .unknownKey }
    #expect(unknown.map(\.position) == [ExampleNode.additionPosition])
    #expect(stage.read(ExampleNode.node(of: descriptions)).outcome.diagnostics.allSatisfy { $0.id != .unknownKey })
  }

  @Test(arguments: stages) func `a value of the wrong kind is said where it stands`(_ stage: StageSettings) {
    func wrong(_ kind: SettingDescription.Kind) -> Node {
      switch kind {
      case .entries: ExampleNode.scalar("1", at: ExampleNode.oddPosition)
      default: .mapping([ExampleNode.entry("a", ExampleNode.scalar("b"))], ExampleNode.oddPosition)
      }
    }
    for description in stage.described().descriptions {
      let node =
        description.key.isEmpty
        ? Node.sequence([wrong(.entries([]))], ExampleNode.stagePosition)
        : .mapping([ExampleNode.entry(description.key, wrong(description.kind))], ExampleNode.stagePosition)
      let diagnostics = stage.read(node).outcome.diagnostics
      guard !description.key.isEmpty else {
        #expect(diagnostics.hasErrors, "\(stage) takes a list of anything")
        continue
      }
      #expect(
        diagnostics.contains { $0.id == .wrongType && $0.position == ExampleNode.oddPosition },
        "\(stage) \(description.key): \(diagnostics)")
    }
  }

  @Test(arguments: stages) func `the wrong kind of settings altogether is an error with a place`(_ stage: StageSettings) {
    let descriptions = stage.described().descriptions
    let ownValue = descriptions.first { $0.key.isEmpty }
    var nodes: [Node] = []
    switch ownValue?.kind {
    case nil: nodes = [ExampleNode.scalar("text"), .sequence([ExampleNode.scalar("text")], ExampleNode.oddPosition)]
    case .entries?: nodes = [ExampleNode.scalar("text"), .mapping([], ExampleNode.oddPosition)]
    default: nodes = [.sequence([ExampleNode.scalar("text")], ExampleNode.oddPosition)]
    }
    for node in nodes {
      let diagnostics = stage.read(node).outcome.diagnostics
      #expect(diagnostics.hasErrors, "\(stage) takes \(node.kindName)")
      #expect(diagnostics.allSatisfy { $0.position != nil })
    }
  }

  @Test(arguments: stages) func `a default means the same written out`(_ stage: StageSettings) {
    let descriptions = stage.described().descriptions
    let silent = stage.read(ExampleNode.defaults(of: descriptions, isWritten: false)).outcome.settings
    let written = stage.read(ExampleNode.defaults(of: descriptions, isWritten: true)).outcome.settings
    // Settings that were added later are in no key at their defaults, written out or not.
    #expect(silent.asResolved.map(\.key) == written.asResolved.map(\.key))
    #expect(silent.asResolved.map(\.value) == written.asResolved.map(\.value))
  }

  @Test(arguments: stages) func `each described key is recorded for keys of results`(_ stage: StageSettings) {
    let outcome = stage.described()
    // Those that were added later are recorded where the file gives them.
    let given = stage.read(ExampleNode.node(of: outcome.descriptions)).outcome.settings
    #expect(Set((outcome.settings.settings + given.settings).map(\.key)) == Set(outcome.descriptions.map(\.key)))
  }
}
