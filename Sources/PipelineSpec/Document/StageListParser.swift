import Diagnostics

/// Reads the entries of `stages`, and of `deliver`: each a stage's name with its settings, or the name alone.
struct StageListParser {
  private let scope: TemplateScope
  private let key: DocumentKey
  private(set) var diagnostics: [Diagnostic] = []

  init(_ scope: TemplateScope, of key: DocumentKey) {
    self.scope = scope
    self.key = key
  }

  mutating func stage(_ item: Node) -> PipelineDocument.StageEntry? {
    switch item {
    case .scalar(let scalar) where scalar.text.isEmpty:
      diagnostics.append(.emptyStage(key, at: scalar.position))
      return nil
    case .scalar(let scalar): return PipelineDocument.StageEntry(name: scalar, settings: nil)
    case .sequence(_, let position):
      diagnostics.append(.notStage(item, at: position))
      return nil
    case .mapping(let entries, let position):
      guard let first = entries.first, !first.key.text.isEmpty else {
        diagnostics.append(.emptyStage(key, at: position))
        return nil
      }
      return PipelineDocument.StageEntry(name: first.key, settings: settings(first, followedBy: entries.dropFirst()))
    }
  }

  /// Reads the settings of a stage whose item has further keys. If the stage has no value of its own, the keys were meant for it: then they
  /// are read as its settings, so that their mistakes are found too.
  private mutating func settings(_ stage: Node.Entry, followedBy others: ArraySlice<Node.Entry>) -> NodeTemplate? {
    var node = stage.value
    if let second = others.first {
      diagnostics.append(.secondKey(second.key, in: stage.key.text, of: key, isSetting: node.isEmptyScalar))
      if node.isEmptyScalar { node = .mapping(Array(others), second.key.position) }
    }
    if node.isEmptyScalar { return nil }
    let parsed = NodeTemplate.parse(node, allowed: scope)
    diagnostics += parsed.diagnostics
    return parsed.template
  }
}

extension Diagnostic {
  fileprivate static func emptyStage(_ key: DocumentKey, at position: SourcePosition) -> Diagnostic {
    Diagnostic("empty-stage", "this item of '\(key.rawValue)' is empty; expected the name of a stage", at: position)
  }

  fileprivate static func notStage(_ node: Node, at position: SourcePosition) -> Diagnostic {
    Diagnostic(.wrongType, "\(node.kindName) is not a stage; expected its name, with its settings behind a colon", at: position)
  }

  fileprivate static func secondKey(_ key: Node.Scalar, in stage: String, of list: DocumentKey, isSetting: Bool) -> Diagnostic {
    let hint =
      isSetting ? "to make it a setting of '\(stage)', indent it further" : "a further stage begins with '- ' on a line of its own"
    return Diagnostic(
      "several-keys-in-stage", "'\(key.text)' stands beside '\(stage)'; an item of '\(list.rawValue)' has one key", at: key.position,
      notes: [Note(hint)])
  }
}
